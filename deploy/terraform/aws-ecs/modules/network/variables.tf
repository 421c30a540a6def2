variable "name" {
  type = string
}

variable "range" {
  type = string
}

variable "zones" {
  type = number
}

variable "nat_gateways" {
  type = string
}
