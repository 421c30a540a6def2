variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "capacity" {
  type = object({ min = number, max = number })
}

variable "instances" {
  type = number
}

variable "protect" {
  type = bool
}
