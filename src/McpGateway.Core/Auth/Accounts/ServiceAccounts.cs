using System.Security.Cryptography;
using System.Text;
using McpGateway.Core.Auth.Credentials;
using McpGateway.Core.Auth.Signing;
using McpGateway.Core.Auth.Tokens;
using McpGateway.Core.Auth.Users;
using McpGateway.Core.Foundation.Documents;

namespace McpGateway.Core.Auth.Accounts;

/// <summary>
/// Service accounts as a token endpoint needs them: who a client id and secret belong to, and what a token for it says. A token states the
/// account and not its rights, which are looked up at every call: disabling the account or taking a group away is in force at once.
/// </summary>
internal sealed class ServiceAccounts(IUserDirectory users)
{
    public static readonly DocumentKind<ServiceAccountRecord> Kind = new("service_accounts", AuthStoreJsonContext.Default.ServiceAccountRecord)
    {
        IsSealed = true,
    };

    private const int SecretBytes = 32;

    /// <returns>The account, or null when there is none, it is disabled, or the secret is wrong.</returns>
    public ServiceAccountRecord? Authenticate(string clientId, string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var account = users.Current.FindServiceAccount(clientId);
        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(HashOf(secret)), Encoding.ASCII.GetBytes(account?.SecretHash ?? HashOf("")));
        return isRight && account is { IsEnabled: true } ? account : null;
    }

    /// <summary>What a token for the account says.</summary>
    public static TokenGrant GrantFor(ServiceAccountRecord account, IReadOnlyList<string> scopes, DateTimeOffset expiresAt) => new()
    {
        Subject = SubjectOf(account.ClientId),
        UserName = account.ClientId,
        Groups = account.Groups,
        Scopes = scopes,
        ExpiresAt = expiresAt,
        AuthMethod = "client_credentials",
        Provider = CredentialIdentity.ServiceProvider,
        ClientId = account.ClientId,
    };

    public static string SubjectOf(string clientId) => $"{CredentialIdentity.ServiceProvider}:{clientId}";

    /// <returns>A new secret and what is stored of it.</returns>
    internal static (string Secret, string Hash) NewSecret()
    {
        var secret = Base64UrlText.Encode(RandomNumberGenerator.GetBytes(SecretBytes));
        return (secret, HashOf(secret));
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
