output "url" {
  description = "Where the gateway is."
  value       = "https://${var.host}"
}

output "load_balancer" {
  description = "Its own name, for a zone elsewhere."
  value       = module.service.load_balancer_name
}

output "administrator_secret" {
  description = "The secret with the administrator's first password."
  value       = module.service.administrator_secret
}

output "key_secret" {
  description = "The secret with SECRET_KEY. Without it a backup of the database cannot be read."
  value       = module.service.key_secret
}

output "log_group" {
  description = "The gateway's log."
  value       = module.service.log_group
}
