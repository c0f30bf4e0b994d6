select count(*) from harbour.calls where id = 7;
