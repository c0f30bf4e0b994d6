# The shop's database
locals {
  name   = "orders"
  subnet = aws_subnet.main.id
}

data "aws_iam_policy_document" "read" {
  statement {
    resources = [aws_s3_bucket.lake.arn]
  }
}

resource "aws_db_instance" "orders" {
  identifier             = "orders-db"
  engine                 = "postgres"
  engine_version         = "15.4"
  password               = "never-kept"
  vpc_security_group_ids = [aws_security_group.db[0].id, data.aws_security_group.other.id]
  db_subnet_group_name   = local.subnet
  depends_on             = [module.net]
  tags                   = merge(var.tags, { Owner = "payments", "Environment" = "prod", Name = "Orders" })

  dynamic "setting" {
    for_each = var.settings
    content {
      key = aws_kms_key.k.arn
    }
  }
  user_data = <<-EOT
    bucket ${aws_s3_bucket.lake.bucket} $${aws_no.no}
  EOT
}

resource "aws_security_group" "db" {
  count    = var.on ? 1 : 0
  provider = aws.west
  name     = "db-${local.name}"
  rules    = [for r in aws_prefix_list.all : r.id if r.id != aws_vpc.main.id]
}

resource "aws_subnet" "main" {
  for_each = toset(["a"])
}

resource "aws_vpc" "main" {}
resource "aws_kms_key" "k" {
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_s3_bucket" "lake" {
  bucket = "quarry-lake"
  tags   = { team = "data", "odd" = 3 }
}

module "net" {
  source    = "terraform-aws-modules/vpc/aws"
  version   = "5.0"
  vpc       = aws_vpc.main.id
  providers = { aws = aws.west }
}

resource "google_sql_database_instance" "copy" {
  name     = "copy"
  provider = google-beta
  network  = module.net["a"].id
}
