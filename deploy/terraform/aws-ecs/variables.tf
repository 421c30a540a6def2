variable "region" {
  description = "Where everything is."
  type        = string
}

variable "name" {
  description = "Begins the names of all resources. Lower case letters, digits and hyphens, at most 20."
  type        = string
  default     = "mcp-gateway"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 lower case letters, digits and hyphens, and begin with a letter."
  }
}

variable "tags" {
  description = "On every resource."
  type        = map(string)
  default     = {}
}

variable "image" {
  description = "The image in a registry that ECS reaches, best by digest: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/mcp-gateway@sha256:…"
  type        = string
}

variable "architecture" {
  description = "Of the image: X86_64 or ARM64."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture must be X86_64 or ARM64."
  }
}

variable "host" {
  description = "The name under which clients reach the gateway, such as mcp.example.com."
  type        = string
}

variable "zone_id" {
  description = "The Route 53 zone of that name. The certificate is proved, and the name is pointed at the load balancer, in it."
  type        = string
}

variable "network_range" {
  description = "Of the new VPC; /16 to /22."
  type        = string
  default     = "10.60.0.0/16"
}

variable "zones" {
  description = "How many availability zones; 2 or 3."
  type        = number
  default     = 2

  validation {
    condition     = var.zones >= 2 && var.zones <= 3
    error_message = "zones must be 2 or 3."
  }
}

variable "nat_gateways" {
  description = "One for all zones, or one in each, which outlives the loss of a zone and costs more: single or each."
  type        = string
  default     = "single"

  validation {
    condition     = contains(["single", "each"], var.nat_gateways)
    error_message = "nat_gateways must be single or each."
  }
}

variable "allowed_ranges" {
  description = "Who may reach the load balancer."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "cpu" {
  description = "Of a task, in units of 1/1024 of a processor."
  type        = number
  default     = 1024
}

variable "memory" {
  description = "Of a task, in MiB."
  type        = number
  default     = 2048
}

variable "replicas" {
  description = "Tasks at least and at most."
  type        = object({ min = number, max = number })
  default     = { min = 2, max = 8 }

  validation {
    condition     = var.replicas.min >= 1 && var.replicas.max >= var.replicas.min
    error_message = "replicas.min must be at least 1 and replicas.max not less."
  }
}

variable "database_capacity" {
  description = "Aurora capacity units at least and at most; a minimum of 0 lets it sleep."
  type        = object({ min = number, max = number })
  default     = { min = 0.5, max = 8 }
}

variable "database_instances" {
  description = "1, or 2 for a standby in another zone."
  type        = number
  default     = 2
}

variable "settings" {
  description = "Further settings by their environment names (docs/settings.md). No secrets."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Further secret settings: environment name to the ARN of a secret in Secrets Manager, such as { KEYCLOAK_CLIENT_SECRET = \"arn:…\" }."
  type        = map(string)
  default     = {}
}

variable "alarm_topic" {
  description = "ARN of the SNS topic that is told of alarms; none when empty."
  type        = string
  default     = ""
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30
}

variable "protect" {
  description = "Whether the database and the load balancer refuse to be deleted, and a last snapshot is taken."
  type        = bool
  default     = true
}
