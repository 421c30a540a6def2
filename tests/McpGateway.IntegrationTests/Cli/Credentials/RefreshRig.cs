using McpGateway.Cli.Credentials.Clients;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Refreshing;
using McpGateway.Cli.Credentials.Sources;
using McpGateway.IntegrationTests.Proxy;
using McpGateway.Tests.Cli;

namespace McpGateway.IntegrationTests.Cli.Credentials;

/// <summary>The service as the command composes it, one for several rounds.</summary>
internal sealed class RefreshRig : IDisposable
{
    private readonly StringWriter _writer = new();
    private readonly SignallingClock _clock;
    private readonly RefreshService _service;
    private readonly TokenRefresher _refresher;

    public RefreshRig(CredentialWorld world)
    {
        _clock = new(world.Clock);
        var environment = world.Cli.EnvironmentOf(new TestTerminal());
        var directory = new TokenDirectory(world.Tokens);
        var log = new RefreshLog(_writer, world.Clock, hasDetails: true);
        var gateway = new Uri("http://127.0.0.1:9");
        _refresher = new(directory, world.Clock, log, environment.Uninterrupted);
        _service = new(
            async stop => TokenSources.Of(
                environment, await CredentialSettings.LoadAsync(environment, [], [], stop), directory, null, log.Warn),
            directory, _refresher, new ClientFileUpdate(directory, new(environment, gateway, null), gateway),
            _clock, log);
    }

    public string Log => _writer.ToString();

    public Task<bool> RunAsync() => _service.RunOnceAsync(Settings, TestContext.Current.CancellationToken);

    public Task WatchAsync(CancellationToken cancellationToken) => _service.RunAsync(Settings, static () => { }, cancellationToken);

    /// <summary>Waits until the service has begun its next pause: before that, moving the clock would not end it.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => _clock.Timers.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _refresher.Dispose();
        _clock.Timers.Dispose();
        _writer.Dispose();
    }

    private static RefreshSettings Settings => new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), IsForced: false, Agent: null);

    /// <summary>The clock of the test, which tells of each timer that is set.</summary>
    private sealed class SignallingClock(TimerClock clock) : TimeProvider
    {
        public SemaphoreSlim Timers { get; } = new(0);

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = clock.CreateTimer(callback, state, dueTime, period);
            Timers.Release();
            return timer;
        }
    }
}
