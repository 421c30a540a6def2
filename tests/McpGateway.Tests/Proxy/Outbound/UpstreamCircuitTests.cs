using McpGateway.Proxy;
using McpGateway.Proxy.Outbound;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Proxy.Outbound;

public sealed class UpstreamCircuitTests
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(6);

    private readonly ManualTimeProvider _clock = new();
    private readonly UpstreamCircuit _circuit;

    public UpstreamCircuitTests() =>
        _circuit = new UpstreamCircuit(
            new ProxyOptions { FailuresToBreak = 3, CallersToBreak = 3, BreakDuration = TimeSpan.FromSeconds(5) }, _clock);

    [Fact]
    public void TryEnter_FailuresInARow_OpensForThisCallerForTheTime()
    {
        Fail("alice", 3);

        Assert.Equal(CircuitState.Open, _circuit.TryEnter("alice", out var retryAfter));
        Assert.InRange(retryAfter.TotalSeconds, 4.9, 5.1);
    }

    [Fact]
    public void IsOpen_ForOneCallerOrForAll_UntilTheTimeIsOver()
    {
        Assert.False(_circuit.IsOpen);
        Fail("alice", 3);
        Assert.True(_circuit.IsOpen);

        _clock.Advance(Later);

        Assert.False(_circuit.IsOpen);
    }

    [Fact]
    public void TryEnter_FailuresOfOneCaller_AreNobodyElses()
    {
        Fail("mallory", 1000);

        Assert.Equal(CircuitState.Entered, Enter("bob"));
    }

    [Fact]
    public void TryEnter_FailuresOfSeveralCallers_OpenForAll()
    {
        Fail("alice", 3);
        Fail("bob", 3);
        Assert.Equal(CircuitState.Entered, Enter("dave"));
        Fail("carol", 3);

        Assert.Equal(CircuitState.Open, Enter("dave"));
    }

    [Fact]
    public void TryEnter_SuccessOfAnybodyBetween_StaysClosedForTheOthers()
    {
        Fail("alice", 3);
        Fail("bob", 3);
        _circuit.Succeeded("dave");
        Fail("carol", 3);

        Assert.Equal(CircuitState.Entered, Enter("dave"));
        Assert.Equal(CircuitState.Open, Enter("carol"));
    }

    [Fact]
    public void TryEnter_SuccessBetween_StaysClosed()
    {
        Fail("alice", 2);
        _circuit.Succeeded("alice");
        Fail("alice", 2);

        Assert.Equal(CircuitState.Entered, Enter("alice"));
    }

    [Fact]
    public void TryEnter_AfterTheTime_OneProbeDecides()
    {
        Fail("alice", 3);
        _clock.Advance(Later);

        Assert.Equal(CircuitState.Entered, Enter("alice"));
        Assert.Equal(CircuitState.Open, Enter("alice"));
        _circuit.Succeeded("alice");
        Assert.Equal(CircuitState.Entered, Enter("alice"));
    }

    [Fact]
    public void TryEnter_ProbeFails_StaysOpen()
    {
        Fail("alice", 3);
        _clock.Advance(Later);
        Enter("alice");
        _circuit.Failed("alice");

        Assert.Equal(CircuitState.Open, Enter("alice"));
    }

    [Fact]
    public void TryEnter_ProbeLeaves_WasNone()
    {
        Fail("alice", 3);
        _clock.Advance(Later);
        Enter("alice");
        _circuit.Left("alice");

        Assert.Equal(CircuitState.Entered, Enter("alice"));
    }

    [Fact]
    public void TryEnter_ProbeOfOneHangs_OthersProbe()
    {
        Fail("alice", 3);
        Fail("bob", 3);
        Fail("carol", 3);
        _clock.Advance(Later);
        Assert.Equal(CircuitState.Entered, Enter("alice"));

        Assert.Equal(CircuitState.Entered, Enter("dave"));
        _circuit.Succeeded("dave");

        Assert.Equal(CircuitState.Entered, Enter("erin"));
    }

    [Fact]
    public void Close_WhatRuns_IsCancelledAndWhatComesIsNot()
    {
        var running = _circuit.Closed;
        _circuit.Close();

        Assert.True(running.IsCancellationRequested);
        Assert.False(_circuit.Closed.IsCancellationRequested);
    }

    private CircuitState Enter(string caller) => _circuit.TryEnter(caller, out _);

    private void Fail(string caller, int times)
    {
        for (var count = 0; count < times; count++)
        {
            _circuit.Failed(caller);
        }
    }
}
