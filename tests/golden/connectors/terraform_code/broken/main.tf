resource "aws_vpc" "main" {
  cidr = = 3
}
