package kubernetes.admission["v1beta1"].pods
import data.lib
violation[msg] { msg := "# METADATA in a text" }
