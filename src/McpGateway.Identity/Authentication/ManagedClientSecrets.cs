using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;

namespace McpGateway.Identity.Authentication;

/// <summary>The secrets of service accounts.</summary>
internal sealed class ManagedClientSecrets(ManagedClients clients) : IIssuedTokens
{
    public bool AreOurs(string token) => Secrets.HasFormOfClients(token) && clients.Current.HaveSecret(token);
}
