using McpGateway.Core.Agents.Directory;
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
    private readonly AgentQueries _agents;
    private readonly HealthHistoryRepository _repository;
    private readonly HealthHistoryWriter _keeper;
    private readonly IOptions<HealthOptions> _options;
    private readonly TimeProvider _time;

    internal HealthHistoryQueries(
        ServerQueries servers, AgentQueries agents, HealthHistoryRepository repository, HealthHistoryWriter keeper,
        IOptions<HealthOptions> options, TimeProvider time) =>
        (_servers, _agents, _repository, _keeper, _options, _time) = (servers, agents, repository, keeper, options, time);

    public async Task<Result<HealthHistory>> FindAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var found = _servers.Find(caller, path, "Service path not registered");
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        return await ReadAsync(found.Value.Server.Key, found.Value.Server.RegisteredAt, cancellationToken);
    }

    /// <summary>The history of an agent's health, for those who see the agent.</summary>
    public async Task<Result<HealthHistory>> FindAgentAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var found = _agents.Find(caller, path);
        return found.IsSuccess
            ? await ReadAsync(found.Value.Agent.Path, found.Value.Agent.RegisteredAt, cancellationToken)
            : found.Error;
    }

    /// <summary>
    /// Calls <paramref name="changed"/> with the key of each server that this replica has checked, until disposed. It must be quick.
    /// </summary>
    public IDisposable Follow(Action<string> changed) => _keeper.Follow(changed);

    private async Task<HealthHistory> ReadAsync(string key, DateTimeOffset registeredAt, CancellationToken cancellationToken)
    {
        var empty = new HealthHistoryRecord { RegisteredAt = registeredAt };
        var now = _time.GetUtcNow();
        var window = _keeper.Window(now);
        var stored = window.Join((await _repository.FindAsync(key, cancellationToken))?.Value, empty);
        var noted = _keeper.FindUnstored(key) is { } unstored && unstored.RegisteredAt == registeredAt ? unstored : empty;
        return HistoryReading.Read(key, window.Join(stored, noted), window, now, _options.Value.Interval);
    }
}
