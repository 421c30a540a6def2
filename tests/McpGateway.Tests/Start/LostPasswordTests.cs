using System.Net;
using System.Net.Sockets;
using McpGateway.Foundation;
using McpGateway.Host;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Start;

/// <summary>A password that was made and stored is told, whatever becomes of the start.</summary>
public sealed class LostPasswordTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Start_PortInUseAndNoPasswordChosen_TellsTheOneThatWasMade()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var builder = GatewayApplication.CreateBuilder(
            [
                "--urls", $"http://{taken.LocalEndpoint}", "--DATA_DIR", _data.Path, "--ADMIN_PASSWORD", "",
                "--EMBEDDINGS_PROVIDER", "builtin", "--environment", "Production",
            ],
            usesSocketThreads: false);
        await using var app = GatewayApplication.Build(builder);
        await using var console = new StringWriter();

        await Assert.ThrowsAsync<StartRefusedException>(() => GatewayStart.RunAsync(app, console));

        Assert.Matches("^The administrator was made before the start failed: admin with the password [A-Za-z2-9]{24} ", console.ToString());
    }
}
