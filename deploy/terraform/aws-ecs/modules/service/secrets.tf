resource "random_password" "key" {
  length  = 64
  special = false
}

resource "random_password" "administrator" {
  length  = 24
  special = false
}

resource "aws_secretsmanager_secret" "key" {
  name_prefix = "${var.name}/secret-key-"
  description = "SECRET_KEY of the gateway: what it stores sealed cannot be read without it"
}

resource "aws_secretsmanager_secret_version" "key" {
  secret_id     = aws_secretsmanager_secret.key.id
  secret_string = random_password.key.result

  lifecycle {
    # It is exchanged with the gateway's own command, never by an apply.
    ignore_changes = [secret_string]
  }
}

resource "aws_secretsmanager_secret" "administrator" {
  name_prefix = "${var.name}/administrator-"
  description = "First password of the gateway's administrator"
}

resource "aws_secretsmanager_secret_version" "administrator" {
  secret_id     = aws_secretsmanager_secret.administrator.id
  secret_string = random_password.administrator.result
}
