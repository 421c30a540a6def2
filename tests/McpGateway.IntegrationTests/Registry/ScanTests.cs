using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>What clients that look for security scans are told by a product without a scanner.</summary>
public sealed class ScanTests
{
    private const string NeverScanned = "No security scan results found for server '/team/a'. The server may not have been scanned yet.";
    private const string NoScanner = "Failed to scan server: no security scanner is configured";
    private const string AdminsOnly = "Only administrators can trigger security scans";

    [Theory]
    [InlineData(Anonymous, "GET", "/team/a/security-scan", 401, null)]
    [InlineData(Admin, "GET", "/team/a/security-scan", 404, NeverScanned)]
    [InlineData(Admin, "GET", "/missing/security-scan", 404, "Server not found at path '/missing'")]
    [InlineData(NoAccess, "GET", "/team/a/security-scan", 403, "You do not have access to this server")]
    [InlineData(Anonymous, "POST", "/team/a/rescan", 401, null)]
    [InlineData(Admin, "POST", "/team/a/rescan", 501, NoScanner)]
    [InlineData(Admin, "POST", "/missing/rescan", 404, "Server not found at path '/missing'")]
    [InlineData(NoAccess, "POST", "/team/a/rescan", 403, AdminsOnly)]
    [InlineData(NoAccess, "POST", "/missing/rescan", 403, AdminsOnly)]
    public async Task Scan_ByCallerAndServer_SaysWhatIsTrue(string caller, string method, string path, int status, string? detail)
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/team/a");

        var answer = await host.SendAsync(caller, new(method), "/api/servers" + path, null);

        Assert.Equal((status, detail), (answer.Status, detail is null ? null : answer.Detail));
    }
}
