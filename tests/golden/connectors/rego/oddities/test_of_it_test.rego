package acme.customer_data_test
test_allow { true }
