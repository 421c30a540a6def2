using System.Text.Json;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Tells of every server that is registered, changed or removed, whoever does it: forms, imports, restorations, synchronisations, scans.
/// Not of ratings, and not of servers that come with the product.
/// </summary>
internal sealed class ServerEvents(ServerRepository repository, ServerCatalog catalog, RegistryHooks hooks) : ICommitListener
{
    public Action? Begin(DocumentBatch batch) => hooks.Announce(
        batch, ServerRepository.Servers.Name,
        writes => writes.GroupBy(static write => ServerVersions.PathOf(write.Key), StringComparer.Ordinal)
            .SelectMany(server => EventsOf(batch, server.Key, [.. server])));

    /// <summary>
    /// What happens to the server happens to its versions with it: those that move, go and come back are not told of one by one.
    /// </summary>
    private IEnumerable<RegistryEvent> EventsOf(DocumentBatch batch, string path, DocumentWrite[] writes)
    {
        var ofServer = writes.Where(write => write.Key == path).Select(write => EventOf(batch, write)).OfType<RegistryEvent>().ToArray();
        return ofServer.Length > 0 ? ofServer : writes.Select(write => EventOf(batch, write)).OfType<RegistryEvent>();
    }

    private RegistryEvent? EventOf(DocumentBatch batch, DocumentWrite write)
    {
        var before = catalog.Find(write.Key)?.Server;
        if (write.Body is null)
        {
            // One that must not be there is only an assertion.
            return write.ExpectedVersion == DocumentBatch.Absent || before is null or { IsBuiltIn: true }
                ? null
                : new(RegistryEventTypes.Deletion, RegistryHooks.Server, RegistryHooks.Performer, before.Path)
                {
                    Card = _ => Task.FromResult(ServerCard.Of(before, [])),
                };
        }

        var after = JsonSerializer.Deserialize(write.Body, ServerRepository.Servers.Json)!;
        var isNew = write.ExpectedVersion == DocumentBatch.Absent || (write.ExpectedVersion is null && before is null);
        return after.IsBuiltIn || (!isNew && before is not null && IsSame(before, after) && !WritesHeaders(batch, write.Key))
            ? null
            : new(
                isNew ? RegistryEventTypes.Registration : RegistryEventTypes.Update, RegistryHooks.Server, RegistryHooks.Performer,
                after.Path)
            {
                Card = token => ServerCard.OfAsync(repository, after, token),
            };
    }

    private static bool WritesHeaders(DocumentBatch batch, string key) =>
        batch.Writes.Any(write => write.Kind == ServerRepository.Secrets.Name && write.Key == key);

    private static bool IsSame(ServerRecord before, ServerRecord after) =>
        BytesOf(before with { Ratings = after.Ratings, UpdatedAt = after.UpdatedAt }).AsSpan().SequenceEqual(BytesOf(after));

    private static byte[] BytesOf(ServerRecord server) => JsonSerializer.SerializeToUtf8Bytes(server, ServerRepository.Servers.Json);
}
