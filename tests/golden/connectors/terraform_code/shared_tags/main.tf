locals {
  region = "eu-west-1"
  tags = {
    Owner       = "platform-team"
    Environment = "test"
    Name        = "everything"
  }
}

module "orders" {
  source = "../modules/orders"
  tags   = local.tags
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
  tags = merge(local.tags, { Name = "orders-queue" })
}

resource "aws_sqs_queue" "refunds" {
  name = "refunds"
  tags = merge(local.tags, { Owner = "refunds-team" })
}

resource "aws_sqs_queue" "other" {
  name = "other"
  tags = var.tags
}
