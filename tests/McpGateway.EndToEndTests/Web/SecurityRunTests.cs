using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What the pages show while scans wait for a slow model: a new server is held, and a scan of everything goes on.</summary>
public sealed class SecurityRunTests(SecurityRunTests.SlowModel shared) : SharedWebRig<SecurityRunTests.SlowModel>(shared)
{
    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Scans_ThatWaitForAModel_AreShownAsSuch(int width)
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address, width);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/security");
        await Assertions.Expect(visitor.Page.Locator("[data-progress]")).ToContainTextAsync("Scanning: 0 of 1");
        await Assertions.Expect(visitor.Page.Locator("[data-item='/new']")).ToContainTextAsync("Held until it is scanned");
        Assert.Empty(await PageAudit.InThemesAsync(visitor.Page, "security-running", PageAudit.Themes));
        await visitor.OpenAsync("/ui/server/new");
        await Assertions.Expect(visitor.Page.Locator("[data-held]")).ToBeVisibleAsync();
        Assert.Empty(await PageAudit.InThemesAsync(visitor.Page, "server-held", PageAudit.Themes));
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>A gateway whose model takes calls and says nothing, and a server that is new.</summary>
    public sealed class SlowModel : SharedGateway
    {
        private readonly TcpListener _model = new(IPAddress.Loopback, 0);

        private protected override IReadOnlyDictionary<string, string?> Settings
        {
            get
            {
                _model.Start();
                return new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["SECURITY_ANALYZERS"] = "static,llm",
                    ["LLM_API_BASE"] = $"http://{_model.LocalEndpoint}/v1",
                    ["Scanning__Servers__Llm__Timeout"] = "00:10:00",
                    ["SECURITY_SCAN_TIMEOUT"] = "3600",
                };
            }
        }

        private protected override async Task SeedAsync()
        {
            var upstreams = Keep(await ManyUpstreams.StartAsync(Cancellation));
            using var made = await Gateway.Client.PostAsJsonAsync(
                "/api/servers/import",
                new[]
                {
                    new
                    {
                        server_name = "New", path = "/new", is_enabled = true,
                        proxy_pass_url = upstreams.Add("/new", InstallationPlan.ToolsOf(InstallationPlan.Servers[0])),
                    },
                },
                Cancellation);
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Cancellation));
            using var begun = await Gateway.Client.PostAsJsonAsync("/api/security/scan", new { }, Cancellation);
            Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync(Cancellation));
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            _model.Dispose();
        }
    }
}
