using McpGateway.Proxy;
using McpGateway.Proxy.Outbound;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Proxy.Outbound;

public sealed class UpstreamCircuitTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly UpstreamCircuit _health;

    public UpstreamCircuitTests() =>
        _health = new UpstreamCircuit(
            new ProxyOptions { FailuresToBreak = 3, BreakDuration = TimeSpan.FromSeconds(5), MaxConcurrentPerServer = 2 }, _clock);

    [Fact]
    public void TryEnter_FailuresInARow_OpensForTheTime()
    {
        Fail(3);

        Assert.Equal(Admission.CircuitOpen, _health.TryEnter(out var retryAfter));
        Assert.InRange(retryAfter.TotalSeconds, 4.9, 5.1);
    }

    [Fact]
    public void TryEnter_SuccessBetween_StaysClosed()
    {
        Fail(2);
        _health.Succeeded();
        Fail(2);

        Assert.Equal(Admission.Entered, _health.TryEnter(out _));
    }

    [Fact]
    public void TryEnter_AfterTheTime_OneProbeDecides()
    {
        Fail(3);
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(Admission.Entered, _health.TryEnter(out _));
        Assert.Equal(Admission.CircuitOpen, _health.TryEnter(out _));
        _health.Succeeded();
        Assert.Equal(Admission.Entered, _health.TryEnter(out _));
    }

    [Fact]
    public void TryEnter_ProbeFails_StaysOpen()
    {
        Fail(3);
        _clock.Advance(TimeSpan.FromSeconds(6));
        _health.TryEnter(out _);
        _health.Failed();

        Assert.Equal(Admission.CircuitOpen, _health.TryEnter(out _));
    }

    [Fact]
    public void TryEnter_Full_UntilSomeoneLeaves()
    {
        _health.TryEnter(out _);
        _health.TryEnter(out _);
        Assert.Equal(Admission.Full, _health.TryEnter(out _));

        _health.Leave();

        Assert.Equal(Admission.Entered, _health.TryEnter(out _));
    }

    private void Fail(int times)
    {
        for (var count = 0; count < times; count++)
        {
            _health.Failed();
        }
    }
}
