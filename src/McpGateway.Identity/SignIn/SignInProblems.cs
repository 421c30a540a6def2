using System.Text.RegularExpressions;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Providers;

namespace McpGateway.Identity.SignIn;

/// <summary>
/// What the sign-in pages say went wrong. It comes by the address, and anybody can make a link: what this host did not say itself is not
/// repeated, so that no stranger speaks to its users on its own page.
/// </summary>
internal static partial class SignInProblems
{
    public const string WrongPassword = "Invalid username or password";
    public const string MustChange = "Choose a new password to go on";

    /// <summary>Local accounts do not sign in here.</summary>
    public const string LocalIsOff = "Sign-in with a local account is switched off on this gateway. Use one of its identity providers.";

    /// <returns>What a person reads, and what to do about it; null when nothing went wrong.</returns>
    public static string? Describe(string? error, bool hasForm) => error switch
    {
        null or "" => null,
        WrongPassword => "The user name or the password is wrong. Check both and try again; an administrator can give you a new password.",
        MustChange => "Your password is a temporary one. Choose a new password to go on.",
        LocalIsOff => LocalIsOff,
        _ when ProviderErrors.Describe(error, hasForm) is { } known => known,
        _ when TooMany().IsMatch(error) || PasswordChange.Problems.Contains(error) => error,
        _ => "Sign-in did not work. Try again.",
    };

    [GeneratedRegex(@"\AToo many failed sign-in attempts\. Try again in [0-9]{1,5} seconds\.\z", RegexOptions.CultureInvariant)]
    private static partial Regex TooMany();
}
