"""What somebody who leaves is owed: untaken annual leave, severance."""
