using System.Diagnostics.Metrics;
using McpGateway.Core.Audit;
using McpGateway.Foundation.Secrets;
using McpGateway.Proxy.Recording;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Audit;

/// <summary>Records that a process took and did not store when it was killed.</summary>
public sealed class CallTallyTests : IAsyncDisposable
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        _directory.Dispose();
        await _services.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public void Start_AfterAProcessThatStoredNothing_CountsWhatItHadTaken()
    {
        using (var tally = Tally())
        {
            var recorder = Recorder(tally);
            recorder.Record(Call);
            recorder.Record(Call);
        }

        using var next = Tally();

        Assert.Equal(2, next.LostBefore);
        var lost = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Name == "mcp_gateway.audit.lost")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => lost = tags[0].Value is "killed" ? Math.Max(lost, value) : lost);
        listener.Start();
        _ = Recorder(next);
        listener.RecordObservableInstruments();
        Assert.Equal(2, lost);
    }

    [Fact]
    public async Task Start_AfterAnOrderlyStop_CountsNothing()
    {
        using (var tally = Tally())
        {
            var recorder = Recorder(tally);
            using var writer = new CallWriter(
                recorder, _fixture.Log, Options.Create(new AuditOptions()), TimeProvider.System, NullLogger<CallWriter>.Instance);
            await writer.StartAsync(TestContext.Current.CancellationToken);
            for (var i = 0; i < 50; i++)
            {
                recorder.Record(Call);
            }

            await writer.StopAsync(TestContext.Current.CancellationToken);
        }

        using var next = Tally();

        Assert.Equal(0, next.LostBefore);
    }

    [Fact]
    public void Start_DirectoryThatCannotBe_CountsNothingAndRecords()
    {
        File.WriteAllText(Path.Combine(_directory.Path, "file"), "");
        using var tally = Tally("file");

        Recorder(tally).Record(Call);

        Assert.Equal(0, tally.LostBefore);
    }

    private static CallRecord Call => new()
    {
        At = DateTimeOffset.UnixEpoch.AddYears(56),
        Server = "srv",
        Method = "tools/call",
        UserName = "ann",
        Subject = "local:ann",
        AuthMethod = "self_signed",
        Outcome = CallOutcome.Forwarded,
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(1.5),
    };

    private CallTally Tally(string name = ".") => new(
        Options.Create(new SecretsOptions { DataDirectory = Path.Combine(_directory.Path, name) }), NullLogger<CallTally>.Instance);

    private CallRecorder Recorder(CallTally tally) =>
        new(Options.Create(new AuditOptions()), _services.GetRequiredService<IMeterFactory>(), tally);
}
