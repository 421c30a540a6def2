using McpGateway.Identity.Users;

namespace McpGateway.Identity.Accounts;

/// <summary>What a password of a local account must be, for forms: the rule is <see cref="AccountValidator"/>'s.</summary>
public static class PasswordRule
{
    public static string Hint { get; } = $"{AccountValidator.MinPassword} to {PasswordChecker.MaxLength} characters.";
}
