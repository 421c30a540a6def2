using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Sets and removes single headers of a server. Values go in and never come out; the other headers stay as they are.</summary>
public sealed partial class EditHeaders(
    ServerRepository repository, ServerAuthorization guard, DocumentStore documents, ILogger<EditHeaders> logger)
{
    private const string Field = "headers";

    /// <summary>Adds the header, or replaces its value.</summary>
    public async Task<Result<IReadOnlyList<string>>> SetAsync(
        Caller caller, string path, ServerHeader header, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(header);
        return header.Value.Length == 0 || header.Value == HeaderValidator.Mask
            ? Problem($"State the value of header '{header.Name}'")
            : await ChangeAsync(
                caller, path, header.Name, headers => [.. headers.Where(known => !IsSame(known, header.Name)), header], cancellationToken);
    }

    public Task<Result<IReadOnlyList<string>>> RemoveAsync(Caller caller, string path, string name, CancellationToken cancellationToken) =>
        ChangeAsync(caller, path, name, headers => [.. headers.Where(known => !IsSame(known, name))], cancellationToken);

    private async Task<Result<IReadOnlyList<string>>> ChangeAsync(
        Caller caller, string path, string name, Func<IReadOnlyList<ServerHeader>, IReadOnlyList<ServerHeader>> change,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = ServerPath.KeyOf(path);
        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, key, change, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var (header, user) = (LogText.Clean(name), LogText.Clean(caller.UserName));
            LogChanged(header, key, user);
        }

        return outcome;
    }

    private async Task<Result<PendingWrite<IReadOnlyList<string>>>> PlanAsync(
        Caller caller, string key, Func<IReadOnlyList<ServerHeader>, IReadOnlyList<ServerHeader>> change,
        CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { Value: var server } current)
        {
            return new Error(ErrorKind.NotFound, "Service path not found");
        }

        if (guard.Refusal(caller, ServerPermissions.Modify, server, "modify", "You do not have access to edit this server") is { } refusal)
        {
            return refusal;
        }

        var stored = await repository.FindSecretsAsync(key, cancellationToken);
        var headers = change(stored?.Value.Headers ?? []);
        if (HeaderValidator.ProblemsOf(headers).FirstOrDefault() is { } problem)
        {
            return Problem(problem);
        }

        // The server with the version that was judged: were it moved to another host meanwhile, the value would go where it was not meant
        // to go.
        var batch = new DocumentBatch().Put(ServerRepository.Servers, key, server, current.Version);
        if (headers.Count > 0)
        {
            batch.Put(ServerRepository.Secrets, key, new() { Headers = headers }, stored?.Version ?? DocumentBatch.Absent);
        }
        else if (stored is not null)
        {
            batch.Delete(ServerRepository.Secrets, key, stored.Version);
        }

        return new PendingWrite<IReadOnlyList<string>>(batch, [.. headers.Select(static header => header.Name)]);
    }

    private static bool IsSame(ServerHeader header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static Error Problem(string text) => Error.OfFields([new(Field, text)]);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Information, Message = "Header {Header} of server {Server} changed by {User}.")]
    private partial void LogChanged(string header, string server, string user);
}
