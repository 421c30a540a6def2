using System.Collections.Concurrent;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;

namespace McpGateway.AuthorizationServer.Registration;

/// <summary>
/// What registered clients were given, by hash and in memory: their secrets, and the tokens that manage the registrations. Written by the
/// change feed, read when a request to an upstream holds something of their form.
/// </summary>
internal sealed class RegistrationCredentials(DocumentStore documents) : IChangeHandler, IIssuedTokens
{
    private Issued _issued = new();

    public ChangePhase Phase => ChangePhase.Snapshot;

    public bool AreOurs(string token) =>
        Secrets.HasFormOfClients(token) && Volatile.Read(ref _issued) is { IsEmpty: false } issued && issued.Has(Secrets.Hash(token));

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var issued = new Issued();
        foreach (var registration in await documents.ListAsync(ClientDirectory.Registrations, cancellationToken))
        {
            issued.Set(registration.Key, registration.Value);
        }

        Volatile.Write(ref _issued, issued);
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        foreach (var clientId in changes.KeysOf(ClientDirectory.Registrations.Name))
        {
            _issued.Set(clientId, (await changes.FindAsync(ClientDirectory.Registrations, clientId, cancellationToken))?.Value);
        }
    }

    /// <summary>Set by one thread at a time, asked by many.</summary>
    private sealed class Issued
    {
        private readonly Dictionary<string, string[]> _hashesByClient = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, byte> _hashes = new(StringComparer.Ordinal);

        public bool IsEmpty => _hashes.IsEmpty;

        public bool Has(string hash) => _hashes.ContainsKey(hash);

        /// <param name="clientId">Whose.</param>
        /// <param name="client">Null when there is none any more.</param>
        public void Set(string clientId, OAuthClientRecord? client)
        {
            string[] hashes = client is null ? [] : [.. new[] { client.SecretHash, client.ManagementHash }.OfType<string>()];

            // Those that stay are there all the time: a request meanwhile must find them.
            foreach (var hash in hashes)
            {
                _hashes.TryAdd(hash, 0);
            }

            foreach (var former in _hashesByClient.GetValueOrDefault(clientId, []).Except(hashes))
            {
                _hashes.TryRemove(former, out _);
            }

            if (hashes.Length == 0)
            {
                _hashesByClient.Remove(clientId);
            }
            else
            {
                _hashesByClient[clientId] = hashes;
            }
        }
    }
}
