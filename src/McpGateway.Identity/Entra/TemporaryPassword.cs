using System.Security.Cryptography;

namespace McpGateway.Identity.Entra;

/// <summary>Passwords for people who are made without one. Entra ID wants several kinds of letters (three of four) in each.</summary>
internal static class TemporaryPassword
{
    // Without the letters and digits that people confuse when they copy by hand.
    private const string Upper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Lower = "abcdefghijkmnopqrstuvwxyz";
    private const string Digits = "23456789";
    private const int Length = 20;

    public static string Create()
    {
        while (true)
        {
            var password = RandomNumberGenerator.GetString(Upper + Lower + Digits, Length);
            if (password.Any(char.IsAsciiLetterUpper) && password.Any(char.IsAsciiLetterLower) && password.Any(char.IsAsciiDigit))
            {
                return password;
            }
        }
    }
}
