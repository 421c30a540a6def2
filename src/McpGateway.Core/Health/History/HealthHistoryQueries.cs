using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.History;

/// <summary>The history of a server's health, for those who may use the server.</summary>
public sealed class HealthHistoryQueries
{
    /// <summary>Name of the kind of document that a server's history is stored in, for those who watch changes.</summary>
    public const string DocumentKind = "health_history";

    private readonly ServerQueries _servers;
    private readonly HealthHistoryRepository _repository;
    private readonly HealthHistoryWriter _keeper;
    private readonly IOptions<HealthOptions> _options;
    private readonly TimeProvider _time;

    internal HealthHistoryQueries(
        ServerQueries servers, HealthHistoryRepository repository, HealthHistoryWriter keeper, IOptions<HealthOptions> options,
        TimeProvider time) =>
        (_servers, _repository, _keeper, _options, _time) = (servers, repository, keeper, options, time);

    public async Task<Result<HealthHistory>> FindAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var found = _servers.Find(caller, path, "Service path not registered");
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var server = found.Value.Server;
        var empty = new HealthHistoryRecord { RegisteredAt = server.RegisteredAt };
        var now = _time.GetUtcNow();
        var window = _keeper.Window(now);
        var stored = window.Join((await _repository.FindAsync(server.Key, cancellationToken))?.Value, empty);
        var noted = _keeper.FindUnstored(server.Key) is { } unstored && unstored.RegisteredAt == server.RegisteredAt ? unstored : empty;
        return HistoryReading.Read(server.Key, window.Join(stored, noted), window, now, _options.Value.Interval);
    }

    /// <summary>
    /// Calls <paramref name="changed"/> with the key of each server that this replica has checked, until disposed. It must be quick.
    /// </summary>
    public IDisposable Follow(Action<string> changed) => _keeper.Follow(changed);
}
