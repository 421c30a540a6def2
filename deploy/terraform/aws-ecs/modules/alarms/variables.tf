variable "name" {
  type = string
}

variable "topic" {
  type = string
}

variable "cluster" {
  type = string
}

variable "service" {
  type = string
}

variable "load_balancer" {
  type = string
}

variable "target_group" {
  type = string
}

variable "database" {
  type = string
}

variable "database_capacity" {
  type = number
}

variable "database_in_standby" {
  type = bool
}

variable "replicas_at_least" {
  type = number
}
