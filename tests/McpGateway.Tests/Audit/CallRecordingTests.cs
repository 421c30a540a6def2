using System.Diagnostics.Metrics;
using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Audit;

public sealed class CallRecordingTests : IAsyncDisposable
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Stop_WithQueuedCalls_WritesEveryOne()
    {
        var recorder = Recorder(queueLength: 1_000);
        var log = _fixture.Log;
        using var writer = Writer(recorder, log);
        for (var i = 0; i < 500; i++)
        {
            recorder.Record(Call("admin", $"tool_{i}"));
        }

        await writer.StartAsync(Cancellation);
        await writer.StopAsync(Cancellation);

        var page = await new CallQueries(log).ListAsync(CallerOf("admin", isAdmin: true), new CallFilter { Limit = 1_000 }, Cancellation);
        Assert.Equal(500, page.Value!.Calls.Count);
        Assert.Equal(500, page.Value.Calls.Select(call => call.Target).Distinct().Count());
    }

    /// <param name="isStored">Whether the batch is there, and only the writer does not know.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_StoreThatFailsOnce_EachCallIsThereOnce(bool isStored)
    {
        var recorder = Recorder(queueLength: 1_000);
        var log = new FailingOnceLog(_fixture.Log, isStored);
        using var writer = Writer(recorder, log);
        recorder.Record(Call("admin", "first"));

        await writer.StartAsync(Cancellation);
        await log.Failed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        recorder.Record(Call("admin", "second"));
        await writer.StopAsync(Cancellation);

        var page = await new CallQueries(log).ListAsync(CallerOf("admin", isAdmin: true), new CallFilter(), Cancellation);
        Assert.Equal(["first", "second"], page.Value!.Calls.Select(call => call.Target).Order(StringComparer.Ordinal));
        Assert.Equal(
            $"{Environment.MachineName}/{Environment.ProcessId}", page.Value.Calls.Select(call => call.Instance).Distinct().Single());
    }

    [Fact]
    public void Record_QueueFull_DropsAndCounts()
    {
        var dropped = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "mcp_gateway.audit.dropped")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref dropped, value));
        listener.Start();
        var recorder = Recorder(queueLength: 100);

        for (var i = 0; i < 103; i++)
        {
            recorder.Record(Call("admin", "tool"));
        }

        Assert.Equal(3, recorder.TakeDropped());
        Assert.Equal(0, recorder.TakeDropped());
        Assert.Equal(3, dropped);
    }

    [Theory]
    [InlineData("admin", true, null, new[] { "kim", "lee" })]
    [InlineData("admin", true, "kim", new[] { "kim" })]
    [InlineData("kim", false, null, new[] { "kim" })]
    [InlineData("kim", false, "kim", new[] { "kim" })]
    [InlineData("kim", false, "lee", null)]
    public async Task List_Callers_SeeWhatIsTheirs(string caller, bool isAdmin, string? user, string[]? seen)
    {
        var log = _fixture.Log;
        await log.AppendAsync([CallEntry.Of(Call("kim", "a")), CallEntry.Of(Call("lee", "b"))], Cancellation);

        var page = await new CallQueries(log).ListAsync(CallerOf(caller, isAdmin), new CallFilter { User = user }, Cancellation);

        Assert.Equal(seen is not null, page.IsSuccess);
        Assert.Equal(seen ?? [], page.Value?.Calls.Select(call => call.User).Order(StringComparer.Ordinal).ToArray() ?? []);
    }

    [Fact]
    public async Task List_SameNameAnotherSubject_IsNotTheirs()
    {
        var log = _fixture.Log;
        var former = CallEntry.Of(Call("kim", "former") with { Subject = "local:1" });
        var elsewhere = CallEntry.Of(Call("kim", "elsewhere") with { Subject = "okta:kim" });
        var unknown = CallEntry.Of(Call("kim", "unknown") with { Subject = "" });
        await log.AppendAsync([former, elsewhere, unknown, CallEntry.Of(Call("kim", "own") with { Subject = "local:2" })], Cancellation);
        var queries = new CallQueries(log);
        var kim = CallerOf("kim", isAdmin: false) with { Subject = "local:2" };

        var own = await queries.ListAsync(kim, new CallFilter(), Cancellation);
        var asked = await queries.ListAsync(kim, new CallFilter { User = "kim" }, Cancellation);
        var all = await queries.ListAsync(CallerOf("admin", isAdmin: true), new CallFilter { User = "kim" }, Cancellation);
        Assert.Equal([("own", "local:2")], own.Value!.Calls.Select(call => (call.Target, call.Subject)));
        Assert.Equal(own.Value.Calls, asked.Value!.Calls);
        Assert.Equal(
            ["local:1", "local:2", "okta:kim", null],
            all.Value!.Calls.Select(call => call.Subject).OrderBy(subject => subject ?? "~", StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(nameof(AuditOptions.QueueLength), 1)]
    [InlineData(nameof(AuditOptions.BatchSize), 0)]
    public void Validate_BadValue_NamesTheKey(string member, int value)
    {
        var options = new AuditOptions();
        typeof(AuditOptions).GetProperty(member)!.SetValue(options, value);

        var result = new AuditOptionsValidator().Validate(null, options);

        Assert.Contains($"Audit:{member}", result.FailureMessage, StringComparison.Ordinal);
    }

    private static CallRecord Call(string user, string tool) => new()
    {
        At = DateTimeOffset.UnixEpoch.AddYears(56),
        Server = "bench",
        Method = "tools/call",
        Target = tool,
        UserName = user,
        Subject = "local:" + user,
        AuthMethod = "self_signed",
        Outcome = CallOutcome.Forwarded,
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(1.5),
    };

    private static Caller CallerOf(string name, bool isAdmin) => new()
    {
        UserName = name,
        Subject = "local:" + name,
        Groups = [],
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None with { IsAdmin = isAdmin },
    };

    private static CallWriter Writer(CallRecorder recorder, IRecordLog log) => new(
        recorder,
        log,
        Options.Create(new AuditOptions { BatchSize = 64, FlushInterval = TimeSpan.FromMilliseconds(10) }),
        TimeProvider.System,
        NullLogger<CallWriter>.Instance);

    private CallRecorder Recorder(int queueLength) =>
        new(Options.Create(new AuditOptions { QueueLength = queueLength }), _services.GetRequiredService<IMeterFactory>());

    /// <summary>A store of which the first write fails, or its answer is lost.</summary>
    private sealed class FailingOnceLog(IRecordLog inner, bool isStored) : IRecordLog
    {
        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task AppendAsync(IReadOnlyList<LogEntry> entries, LogBatchId? batch, CancellationToken cancellationToken)
        {
            var isFirst = !Failed.Task.IsCompleted;
            if (isStored || !isFirst)
            {
                await inner.AppendAsync(entries, batch, cancellationToken);
            }

            if (isFirst && Failed.TrySetResult())
            {
                throw new IOException("The store is away.");
            }
        }

        public Task<Result<LogPage>> QueryAsync(LogFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken) =>
            inner.QueryAsync(filter, cursor, pageSize, cancellationToken);

        public Task<IReadOnlyList<LogBucket>> AggregateAsync(
            LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken) =>
            inner.AggregateAsync(filter, bucket, grouping, cancellationToken);

        public Task<long> TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken) =>
            inner.TrimAsync(stream, before, cancellationToken);

        public Task<bool> MaintainAsync(string stream, DateTimeOffset now, CancellationToken cancellationToken) =>
            inner.MaintainAsync(stream, now, cancellationToken);
    }
}
