using McpGateway.AuthorizationServer;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.AuthorizationServer.Grants;

public sealed class GrantStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Revoke_IsSaidToHaveEnded_WhenItHas(bool isRefused)
    {
        var clock = new ManualTimeProvider();
        var lines = new Lines();
        using var documents = new DocumentStore(
            new MemoryDocumentStorage(clock), static () => [], NullLogger<DocumentStore>.Instance, () => [new Guard(isRefused)]);
        var grants = new GrantStore(documents, Options.Create(new OAuthOptions()), clock, lines);

        await grants.RevokeAsync("some-grant", "its client revoked it", Cancel);

        string[] told = isRefused ? [] : ["Grant some-grant has ended: its client revoked it."];
        Assert.Equal(told, lines.All);
    }

    private sealed class Guard(bool refuses) : ICommitGuard
    {
        public bool Concerns(DocumentBatch batch) => true;

        public Task<Error?> FindRefusalAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
            Task.FromResult(refuses ? new Error(ErrorKind.Conflict, "Not now.") : null);
    }

    private sealed class Lines : ILogger<GrantStore>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
