using System.Text;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>Forms in which a client may send a credential.</summary>
internal static class IngressForms
{
    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string Url64(string text) => Base64(text).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    public static string Encoded(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(octet => $"%{octet:X2}"));
}
