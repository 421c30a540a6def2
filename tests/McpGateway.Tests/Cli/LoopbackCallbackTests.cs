using System.Net;
using System.Net.Sockets;
using McpGateway.Cli.OAuth;

namespace McpGateway.Tests.Cli;

public sealed class LoopbackCallbackTests
{
    /// <summary>Of a block for documentation (RFC 5737): no machine has it, as some have no ::1.</summary>
    private static readonly IPAddress Missing = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void Started_AddressThatTheMachineHasNot_ListensOnTheOthers()
    {
        var listeners = LoopbackCallback.Started([IPAddress.Loopback, Missing], port: 0);

        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)Assert.Single(listeners).LocalEndpoint).Address);
        listeners[0].Dispose();
    }

    [Fact]
    public void Started_NoAddressThatTheMachineHas_IsRefused() =>
        Assert.Contains("cannot be listened on", Assert.Throws<OAuthFailure>(() => LoopbackCallback.Started([Missing], 0)).Message);

    /// <summary>Another program could be the one that gets the code.</summary>
    [Fact]
    public void Started_PortTakenOnOneAddress_IsRefusedAndListensOnNone()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.Throws<OAuthFailure>(() => LoopbackCallback.Started([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], port));

        using var free = new TcpListener(IPAddress.Parse("127.0.0.2"), port);
        free.Start();
    }
}
