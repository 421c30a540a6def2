output "identifier" {
  value = aws_rds_cluster.this.cluster_identifier
}

output "security_group_id" {
  value = aws_security_group.this.id
}

output "url_secret" {
  value = aws_secretsmanager_secret.url.arn

  # Whoever reads the secret connects: not before there is an instance.
  depends_on = [aws_secretsmanager_secret_version.url, aws_rds_cluster_instance.this]
}
