variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "image" {
  type = string
}

variable "architecture" {
  type = string
}

variable "cpu" {
  type = number
}

variable "memory" {
  type = number
}

variable "replicas" {
  type = object({ min = number, max = number })
}

variable "host" {
  type = string
}

variable "zone_id" {
  type = string
}

variable "allowed_ranges" {
  type = list(string)
}

variable "vpc_id" {
  type = string
}

variable "vpc_range" {
  type = string
}

variable "public_subnet_ids" {
  type = list(string)
}

variable "private_subnet_ids" {
  type = list(string)
}

variable "database_url_secret" {
  type = string
}

variable "database_security_group_id" {
  type = string
}

variable "settings" {
  type = map(string)
}

variable "secrets" {
  type = map(string)
}

variable "log_days" {
  type = number
}

variable "protect" {
  type = bool
}
