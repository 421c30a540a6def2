using System.Collections.Frozen;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Clients;

/// <summary>
/// Configured clients and service accounts, in memory, so that a client's groups count as they are at each use. Written by the change feed,
/// read by every request.
/// </summary>
public sealed partial class ManagedClients(
    DocumentStore documents, IOptions<ManagedClientOptions> options, TimeProvider time, ILogger<ManagedClients> logger) : IChangeHandler
{
    public static readonly DocumentKind<OAuthClientRecord> Kind = new("oauth_clients", ClientsJsonContext.Default.OAuthClientRecord);

    private ManagedClientSnapshot _current = new([.. FromOptions(options.Value, time.GetUtcNow())]);

    public ManagedClientSnapshot Current => Volatile.Read(ref _current);

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await documents.ListAsync(Kind, cancellationToken);
        Volatile.Write(ref _current, new(
            [.. stored.Select(document => document.Value), .. FromOptions(options.Value, time.GetUtcNow())]));
    }

    public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        changes.Touches(Kind) ? LoadAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Makes a service account: a client that acts for itself with the groups given.</summary>
    /// <returns>The client and its secret, which cannot be had again.</returns>
    public async Task<Result<CreatedClient>> CreateServiceAsync(
        string name, IReadOnlyList<string> groups, string? description, CancellationToken cancellationToken)
    {
        var secret = Secrets.NewClientSecret();
        var client = new OAuthClientRecord
        {
            Id = "svc-" + Secrets.New(12),
            Name = name,
            Description = description,
            Source = ClientSource.Service,
            GrantTypes = [GrantTypes.ClientCredentials],
            AuthMethod = ClientAuthMethods.Basic,
            SecretHash = Secrets.Hash(secret),
            Groups = groups,
            CreatedAt = time.GetUtcNow(),
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(Kind, client.Id, client, DocumentBatch.Absent), cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error;
        }

        var shown = LogText.Clean(name);
        LogCreated(client.Id, shown);
        return new CreatedClient(client, secret);
    }

    /// <summary>Deletes a service account; its tokens are refused at once.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<Result<bool>> DeleteServiceAsync(string clientId, CancellationToken cancellationToken)
    {
        if (Current.Find(clientId) is not { Source: ClientSource.Service })
        {
            return false;
        }

        var committed = await documents.CommitAsync(
            new DocumentBatch().Delete(Kind, clientId, expectedVersion: null).AsRevocation(), cancellationToken);
        return committed.IsSuccess ? true : committed.Error;
    }

    private static IEnumerable<OAuthClientRecord> FromOptions(ManagedClientOptions options, DateTimeOffset now) =>
        options.Clients.Select(client => new OAuthClientRecord
        {
            Id = client.ClientId,
            Name = client.Name ?? client.ClientId,
            Source = ClientSource.Configured,
            RedirectUris = [.. client.RedirectUris],
            GrantTypes =
        [
            .. client.RedirectUris.Count > 0 ? GrantTypes.ForUsers : [],
            .. client.Groups.Count > 0 ? [GrantTypes.ClientCredentials] : Array.Empty<string>(),
        ],
            AuthMethod = client.ClientSecret is null ? ClientAuthMethods.None : ClientAuthMethods.Basic,
            SecretHash = client.ClientSecret is { } secret ? Secrets.Hash(secret) : null,
            Groups = [.. client.Groups],
            CreatedAt = now,
        });

    [LoggerMessage(EventId = 4050, Level = LogLevel.Information, Message = "Created service account {ClientId} for {Name}.")]
    private partial void LogCreated(string clientId, string name);
}

/// <summary>All managed clients at one moment; a configured one wins over a stored one of the same id. Immutable.</summary>
public sealed class ManagedClientSnapshot(IReadOnlyCollection<OAuthClientRecord> clients)
{
    private readonly FrozenDictionary<string, OAuthClientRecord> _byId =
        clients.GroupBy(
            client => client.Id,
            StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    private readonly FrozenSet<string> _secretHashes =
        clients.Select(client => client.SecretHash).OfType<string>().ToFrozenSet(StringComparer.Ordinal);

    public IReadOnlyCollection<OAuthClientRecord> Clients => _byId.Values;

    /// <summary>Whether one of the clients has this secret, those that are switched off included.</summary>
    public bool HaveSecret(string presented) => _secretHashes.Count > 0 && _secretHashes.Contains(Secrets.Hash(presented));

    /// <returns>Null when there is none, or it is switched off.</returns>
    public OAuthClientRecord? Find(string id) => _byId.GetValueOrDefault(id) is { IsDisabled: false } client ? client : null;

    /// <summary>Service accounts, those that are switched off included.</summary>
    public IEnumerable<OAuthClientRecord> Services => _byId.Values.Where(client => client.Source == ClientSource.Service);
}

/// <summary>A new client with its secret, which goes to whoever asked for it and nowhere else.</summary>
public sealed record CreatedClient(OAuthClientRecord Client, string Secret)
{
    /// <summary>The id only.</summary>
    public override string ToString() => Client.Id;
}
