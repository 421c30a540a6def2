using System.Collections.Concurrent;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>Health and tools as the test states them, instead of asking servers.</summary>
internal sealed class FakeServerHealth : IServerHealth
{
    public static readonly DateTimeOffset CheckedAt = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, HealthView> _views = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServerToolsRecord> _tools = new(StringComparer.Ordinal);

    public string NextStatus { get; set; } = "healthy";

    public void Answer(string key, ServerToolsRecord tools) => _tools[key] = tools;

    public HealthView Get(string key) => _views.GetValueOrDefault(key, HealthView.Unknown);

    public Task<HealthView> CheckNowAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(_views[key] = new(NextStatus, CheckedAt));

    public Task<ServerToolsRecord?> FetchToolsAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(_tools.GetValueOrDefault(key));

    public Task<bool> DiscoverAsync(string key, IReadOnlyList<ServerHeader> credentials, CancellationToken cancellationToken) =>
        Task.FromResult(false);
}
