using System.Diagnostics.Metrics;
using McpGateway.Core.Audit;
using McpGateway.Core.Audit.Events;
using McpGateway.Foundation.Auditing;
using McpGateway.Storage.Audit;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Audit;

/// <summary>Events that wait in the queue when the process stops.</summary>
public sealed class AuditEventWriterTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimerTime _time = new();
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly EventComposer _composer;
    private readonly AuditEventQueue _queue;
    private readonly ScriptedTrail _trail;

    public AuditEventWriterTests()
    {
        _composer = new(_time);
        _queue = new(_composer, Options.Create(new AuditOptions()), _services.GetRequiredService<IMeterFactory>(), _time);
        _trail = new(new SqlAuditTrail(_fixture.Database));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    /// <summary>The batch is on its way and may arrive: brought a second time its events would be there twice.</summary>
    [Fact]
    public async Task Stop_WhileABatchIsBeingWritten_BringsItOnce()
    {
        _trail.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var writer = Writer();
        Record("ann");
        await writer.StartAsync(Cancel);
        await _trail.Asked.WaitAsync(Patience, Cancel);

        var stopping = writer.StopAsync(Cancel);
        _time.Advance(TimeSpan.FromMinutes(1));
        await stopping.WaitAsync(Patience, Cancel);
        _trail.Hold.SetResult();
        await writer.ExecuteTask!.WaitAsync(Patience, Cancel);

        Assert.Equal(0, _trail.Asked.CurrentCount);
        Assert.Equal(["ann"], await UsersAsync());
    }

    [Fact]
    public async Task Stop_StoreThatFailsOnce_WritesEveryEventOnce()
    {
        _trail.Failures = 1;
        using var writer = Writer();
        Record("ann");
        Record("bob");

        var stopping = writer.StopAsync(Cancel);
        while (!stopping.IsCompleted && _time.Waiting < 2)
        {
            // Until the second attempt waits, beside the limit of the stop.
            await Task.Delay(5, Cancel);
        }

        _time.Advance(TimeSpan.FromMilliseconds(250));
        await stopping.WaitAsync(Patience, Cancel);
        Assert.Equal(["ann", "bob"], await UsersAsync());
    }

    [Fact]
    public async Task Record_AfterTheStop_IsCountedAsDropped()
    {
        using var writer = Writer();
        await writer.StopAsync(Cancel);

        Record("late");

        Assert.Equal(1, _queue.TakeDropped());
    }

    private AuditEventWriter Writer() => new(_queue, _composer, _trail, _time, NullLogger<AuditEventWriter>.Instance);

    private void Record(string user) => _queue.Record(new()
    {
        Stream = AuditStreams.SignIn,
        Operation = "login",
        ResourceType = "session",
        Outcome = AuditOutcomes.Failure,
        ClaimedUser = user,
    });

    private async Task<IEnumerable<string>> UsersAsync() => (await _trail.ReadAsync(AuditStreams.SignIn, 0, 100, Cancel))
        .Select(static row => AuditEvent.Of(row.Body).Identity.Username);
}
