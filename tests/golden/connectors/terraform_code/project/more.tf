variable "on" {}
resource "aws_vpc" "main" {}
resource "aws_vpc" "main" {}
resource "aws_vpc" {}
output "endpoint" { value = aws_db_instance.orders.endpoint }
