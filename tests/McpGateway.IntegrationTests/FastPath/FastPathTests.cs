using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Proxy;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.FastPath;

/// <summary>Connections on the fast path: who serves what, and how they end.</summary>
public sealed class FastPathTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 3, 0)]
    [InlineData(false, 0, 3)]
    public async Task Calls_OnOneConnection_AreServedWhereTheSettingSays(bool isOn, int fast, int server)
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address, new() { Configure = options => options.FastPath = isOn });
        await using var wire = await Wire.ConnectAsync(rig.Address);

        for (var call = 0; call < 3; call++)
        {
            await wire.SendAsync(Wire.Call(Ping));
            Assert.EndsWith(RecordingUpstream.Result, await wire.AnswerAsync(), StringComparison.Ordinal);
        }

        Assert.Equal((fast, server), (rig.Access.FastCalls, rig.Access.ServerCalls));
        Assert.All(await rig.RecordsAsync(3), record => Assert.Equal((CallOutcome.Forwarded, "ping"), (record.Outcome, record.Method)));
    }

    [Fact]
    public async Task SomethingElse_AfterCalls_IsTheServersWithAllThatFollows()
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address);
        await using var wire = await Wire.ConnectAsync(rig.Address);

        await wire.SendAsync(Wire.Call(Ping) + Wire.Call(Ping) + "GET /api/hello HTTP/1.1\r\nHost: a\r\n\r\n" + Wire.Call(Ping));

        Assert.EndsWith(RecordingUpstream.Result, await wire.AnswerAsync(), StringComparison.Ordinal);
        Assert.EndsWith(RecordingUpstream.Result, await wire.AnswerAsync(), StringComparison.Ordinal);
        await wire.UntilAsync("hello");
        await wire.UntilAsync(RecordingUpstream.Result);
        Assert.Equal((2, 1), (rig.Access.FastCalls, rig.Access.ServerCalls));
    }

    [Fact]
    public async Task Client_GoesInTheMiddleOfACall_UpstreamIsCancelled()
    {
        var (asked, cut) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            asked.TrySetResult();
            Assert.Equal(0, await stream.ReadAsync(new byte[1], token));
            cut.TrySetResult();
        });
        await using var rig = await StartAsync(upstream.Address);
        await using (var wire = await Wire.ConnectAsync(rig.Address))
        {
            await wire.SendAsync(Wire.Call(Ping));
            await asked.Task.WaitAsync(ProxyRig.Patience, Token);
        }

        await cut.Task.WaitAsync(ProxyRig.Patience, Token);
        Assert.Equal(CallOutcome.ClientGone, (await rig.RecordAsync()).Outcome);
        Assert.Equal(1, rig.Access.FastCalls);
    }

    [Fact]
    public async Task Client_EndsItsHalfOnly_CallIsCancelledAsByTheServer()
    {
        foreach (var isFast in new[] { true, false })
        {
            var asked = new TaskCompletionSource();
            await using var upstream = new RawUpstream(async (stream, token) =>
            {
                await RawUpstream.ReadRequestAsync(stream, token);
                asked.TrySetResult();
                await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, token);
            });
            await using var rig = await StartAsync(upstream.Address, new() { Configure = options => options.FastPath = isFast });
            await using var wire = await Wire.ConnectAsync(rig.Address);
            await wire.SendAsync(Wire.Call(Ping));
            await asked.Task.WaitAsync(ProxyRig.Patience, Token);

            wire.EndSending();

            Assert.Equal("", await wire.RestAsync());
            Assert.Equal(CallOutcome.ClientGone, (await rig.RecordAsync()).Outcome);
        }
    }

    [Fact]
    public async Task Upstream_BreaksOffInTheMiddle_ConnectionIsCut()
    {
        await using var upstream = new RawUpstream(RawUpstream.Answers(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n" + new string('x', 70_000)));
        await using var rig = await StartAsync(upstream.Address);
        await using var wire = await Wire.ConnectAsync(rig.Address);

        await wire.SendAsync(Wire.Call(Ping) + Wire.Call(Ping));

        var answer = await wire.RestAsync();
        Assert.InRange(answer.Length, 0, 99_999);
        Assert.Equal(1, rig.Access.FastCalls);
    }

    [Fact]
    public async Task Stop_WithACallUnderWay_AnswersItAndSaysThatTheConnectionEnds()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            asked.TrySetResult();
            await answer.Task;
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Length: {RecordingUpstream.Result.Length}\r\n\r\n{RecordingUpstream.Result}"), token);
        });
        await using var rig = await StartAsync(upstream.Address);
        await using var idle = await Wire.ConnectAsync(rig.Address);
        await using var busy = await Wire.ConnectAsync(rig.Address);
        await busy.SendAsync(Wire.Call(Ping));
        await asked.Task.WaitAsync(ProxyRig.Patience, Token);

        var stopping = rig.StopAsync();
        Assert.Equal("", await idle.RestAsync());
        answer.SetResult();

        var text = await busy.RestAsync();
        Assert.EndsWith(RecordingUpstream.Result, text, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", text, StringComparison.Ordinal);
        await stopping;
        Assert.Equal(1, rig.Access.FastCalls);
    }

    [Fact]
    public async Task Application_Throws_Is500AndTheConnectionGoesOn()
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address);
        await using var wire = await Wire.ConnectAsync(rig.Address);
        rig.Access.Fault = new InvalidDataException("a fault");
        await wire.SendAsync(Wire.Call(Ping));
        Assert.Matches("^HTTP/1.1 500 .*\r\nContent-Length: 0\r\n", await wire.AnswerAsync());

        rig.Access.Fault = null;
        await wire.SendAsync(Wire.Call(Ping));

        Assert.StartsWith("HTTP/1.1 200 ", await wire.AnswerAsync(), StringComparison.Ordinal);
        Assert.Equal(2, rig.Access.FastCalls);
    }

    [Fact]
    public async Task IdleConnection_LongerThanTheServerKeepsIt_IsClosed()
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address, Limited(limits => limits.KeepAliveTimeout = TimeSpan.FromSeconds(1)));
        await using var wire = await Wire.ConnectAsync(rig.Address);
        await wire.SendAsync(Wire.Call(Ping));
        await wire.AnswerAsync();

        Assert.Equal("", await wire.RestAsync());
        Assert.Equal(1, rig.Access.FastCalls);
    }

    [Theory]
    [InlineData("POST /srv/mcp HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("POST /srv/mcp HTTP/1.1\r\nHost: a\r\nX-Authorization: Bearer alice\r\nContent-Type: application/json\r\n"
        + "Content-Length: 40\r\n\r\n{")]
    public async Task Call_ThatIsNotFinished_EndsByTheServersLimits(string beginning)
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address, Limited(limits =>
        {
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
            limits.MinRequestBodyDataRate = new(100, TimeSpan.FromSeconds(1.1));
        }));
        await using var wire = await Wire.ConnectAsync(rig.Address);

        await wire.SendAsync(beginning);

        Assert.StartsWith("HTTP/1.1 408 ", await wire.RestAsync(), StringComparison.Ordinal);
        Assert.Equal(0, rig.Access.FastCalls);
    }

    [Fact]
    public async Task Client_ThatTakesNothingOfALargeAnswer_IsCutOff()
    {
        var cut = new TaskCompletionSource();
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"u8.ToArray(), token);
            var block = new byte[256 * 1024];
            try
            {
                while (true)
                {
                    await stream.WriteAsync(block, token);
                }
            }
            catch (IOException)
            {
                cut.TrySetResult();
            }
        });
        await using var rig = await StartAsync(
            upstream.Address, Limited(limits => limits.MinResponseDataRate = new(1_000_000_000, TimeSpan.FromSeconds(1.1))));
        await using var wire = await Wire.ConnectAsync(rig.Address);

        await wire.SendAsync(Wire.Call(Ping));

        await cut.Task.WaitAsync(ProxyRig.Patience, Token);
        Assert.Equal(1, rig.Access.FastCalls);
        Assert.Equal(CallOutcome.ClientGone, (await rig.RecordAsync()).Outcome);
    }

    [Fact]
    public async Task EventStream_AnswersACall_EventsComeAsTheyAreSent()
    {
        var next = new TaskCompletionSource();
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n"u8.ToArray(), token);
            await next.Task;
            await stream.WriteAsync("data: second\n\n"u8.ToArray(), token);
        });
        await using var rig = await StartAsync(upstream.Address);
        await using var wire = await Wire.ConnectAsync(rig.Address);
        await wire.SendAsync(Wire.Call(Ping));

        await wire.UntilAsync("data: first\n\n");
        next.SetResult();
        await wire.UntilAsync("data: second\n\n");
        await wire.UntilAsync("0\r\n\r\n");

        Assert.Equal(1, rig.Access.FastCalls);
    }

    [Fact]
    public async Task Endpoint_WithTls_ServesNothingInPlainText()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, made.Export(X509ContentType.Pfx), Token);
        try
        {
            await using var gateway = await ComposedGateway.StartAsync(
                ("Proxy:FastPath", "true"), ("Kestrel:Endpoints:A:Url", "https://127.0.0.1:0"),
                ("Kestrel:Endpoints:A:Certificate:Path", file));
            await using var wire = await Wire.ConnectAsync(gateway.Address);
            await wire.SendAsync(Wire.Call(Ping, "/currenttime/mcp"));
            Assert.DoesNotContain("X-Gateway-Error", await wire.RestAsync(), StringComparison.Ordinal);

            using var socket = new TcpClient(gateway.Address.Host, gateway.Address.Port);
            using var tls = new SslStream(
                socket.GetStream(), false, (_, shown, _, _) => shown?.GetCertHashString() == made.GetCertHashString());
            await tls.AuthenticateAsClientAsync("localhost");
            await tls.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Wire.Call(Ping, "/currenttime/mcp", "")), Token);
            using var reader = new StreamReader(tls);
            Assert.StartsWith("HTTP/1.1 401", await reader.ReadLineAsync(Token), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task BasePath_OfThePublicAddress_IsTheServersToTakeAway()
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address, new()
        {
            Services = services => services.AddSingleton(new McpGateway.Foundation.Http.PublicOrigin(
                new Microsoft.Extensions.Configuration.ConfigurationManager { ["PUBLIC_URL"] = "https://a.test/srv" })),
        });
        await using var wire = await Wire.ConnectAsync(rig.Address);

        await wire.SendAsync(Wire.Call(Ping));
        await wire.AnswerAsync();

        Assert.Equal((0, 1), (rig.Access.FastCalls, rig.Access.ServerCalls));
    }

    [Theory]
    [InlineData("X-Forwarded-For: 192.0.2.1")]
    [InlineData("x-forwarded-proto: https")]
    [InlineData("X-Forwarded-Prefix: /a")]
    [InlineData("Forwarded: for=192.0.2.1")]
    [InlineData("Cookie: a=b")]
    [InlineData("Origin: https://a.test")]
    public async Task Header_ThatAStepBeforeTheDataPlaneReads_IsTheServers(string header)
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address);
        await using var wire = await Wire.ConnectAsync(rig.Address);

        await wire.SendAsync(Wire.Call(Ping, headers: $"X-Authorization: Bearer alice\r\n{header}\r\n"));
        await wire.AnswerAsync();

        Assert.Equal((0, 1), (rig.Access.FastCalls, rig.Access.ServerCalls));
    }

    [Fact]
    public async Task AllowedHosts_OthersThanAll_AreTheServersToJudge()
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address, new()
        {
            Services = services => services.Configure<HostFilteringOptions>(static hosts => hosts.AllowedHosts = ["other.test"]),
        });
        await using var wire = await Wire.ConnectAsync(rig.Address);

        await wire.SendAsync(Wire.Call(Ping));

        Assert.StartsWith("HTTP/1.1 400 ", await wire.AnswerAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (rig.Access.FastCalls, rig.Access.ServerCalls));
    }

    [Fact]
    public async Task Traces_SomebodyListens_HostSeesTheCalls()
    {
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address);
        await using var wire = await Wire.ConnectAsync(rig.Address);
        await wire.SendAsync(Wire.Call(Ping));
        await wire.AnswerAsync();
        var source = rig.Provider.GetRequiredService<ActivitySource>();
        using var listener = new ActivityListener { ShouldListenTo = asked => ReferenceEquals(asked, source) };
        ActivitySource.AddActivityListener(listener);

        await wire.SendAsync(Wire.Call(Ping));
        await wire.AnswerAsync();

        Assert.Equal((1, 1), (rig.Access.FastCalls, rig.Access.ServerCalls));
    }

    [Fact]
    public async Task RequestDuration_SomebodyListens_HostMeasuresTheCalls()
    {
        var measured = new TaskCompletionSource();
        await using var upstream = new RecordingUpstream();
        await using var rig = await StartAsync(upstream.Address);
        await using var wire = await Wire.ConnectAsync(rig.Address);
        await wire.SendAsync(Wire.Call(Ping));
        await wire.AnswerAsync();
        var meters = rig.Provider.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name == "http.server.request.duration")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => measured.TrySetResult());
        listener.Start();

        await wire.SendAsync(Wire.Call(Ping));
        await wire.AnswerAsync();

        await measured.Task.WaitAsync(ProxyRig.Patience, Token);
        Assert.Equal((1, 1), (rig.Access.FastCalls, rig.Access.ServerCalls));
    }

    private static async Task<ProxyRig> StartAsync(Uri upstream, ProxyRig? rig = null)
    {
        rig ??= new();
        rig.AddRoute("/srv", upstream);
        await rig.StartAsync();
        return rig;
    }

    private static ProxyRig Limited(Action<KestrelServerLimits> limit) => new()
    {
        Services = services => services.Configure<KestrelServerOptions>(kestrel => limit(kestrel.Limits)),
    };
}
