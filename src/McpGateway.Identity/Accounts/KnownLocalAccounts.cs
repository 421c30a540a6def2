using McpGateway.Access;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Accounts;

/// <summary>Local accounts, for explanations of access: of people, and of services by name or id.</summary>
internal sealed class KnownLocalAccounts(IUserDirectory users, ManagedClients clients) : IKnownAccounts
{
    public Task<KnownUser?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(
        users.Current.Find(name) is { } user ? KnownLocalUsers.Of(user)
        : (clients.Current.Find(name) ?? ServiceNamed(name)) is { } client
            ? new KnownUser(name, client.Groups, IsEnabled: true, client.SubjectOf())
        : null);

    /// <summary>Records of calls name a service by its name, which two may have.</summary>
    private OAuthClientRecord? ServiceNamed(string name) =>
        clients.Current.Services.Where(client => client.Name == name && !client.IsDisabled).Take(2).ToArray() is [var only] ? only : null;
}
