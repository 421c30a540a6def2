using System.Net.Mail;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Accounts;

/// <summary>What names, addresses and passwords of accounts may be.</summary>
internal static class AccountValidator
{
    public const int MinPassword = 8;

    private const int MaxName = 64;

    /// <returns>Null when the name can be used. Names travel in headers, in Basic credentials and as one segment of a path.</returns>
    public static string? ProblemOfName(string name) =>
        name.Length is 0 or > MaxName
            || name.Any(letter => letter is <= ' ' or > '~' or ':' or '/' or '\\' or '"' or '%' or '?' or '#')
            || name is "." or ".."
            ? $"A user name of 1 to {MaxName} ASCII letters, digits and signs without spaces, colons, quotes and slashes must be provided."
            : null;

    public static string? ProblemOfPassword(string password) =>
        password.Length is < MinPassword or > PasswordChecker.MaxLength
            ? $"A password of {MinPassword} to {PasswordChecker.MaxLength} characters must be provided."
            : null;

    public static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && text.Length <= 254 && !text.Any(char.IsWhiteSpace) && text.IndexOf('.', at) > at + 1 && text[^1] != '.'
            && MailAddress.TryCreate(text, out var address) && address.Address == text;
    }
}
