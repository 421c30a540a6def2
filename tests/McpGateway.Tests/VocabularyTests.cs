using System.Reflection;
using System.Text.RegularExpressions;

namespace McpGateway.Tests;

/// <summary>
/// Names of protocols and contracts are written once in the product: a literal anywhere else would drift away from its home.
/// </summary>
public sealed partial class VocabularyTests
{
    private static readonly string Source = Path.Combine(
        typeof(VocabularyTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RepositoryRoot").Value!, "src");

    /// <summary>
    /// A program of its own that sees the contracts alone, and the routes that it asks; and the list of every kind of documents, of which
    /// some belong to projects that it does not see (a test holds it against all of them).
    /// </summary>
    private static readonly string[] Elsewhere =
        ["McpGateway.Cli/", "McpGateway.Contracts/Client/", "McpGateway.Core/Audit/Changes/AuditedKinds.cs"];

    /// <summary>Where each kind of name lives, and what its literals look like.</summary>
    public static TheoryData<string, string> Homes => new()
    {
        {
            "McpGateway.Proxy/Protocol/McpMethods.cs",
            """
            "(initialize|server/discover|(tools|prompts|resources|tasks|roots)/[a-z]+|notifications/.*|completion/complete|logging/setLevel)"
            """
        },
        { "McpGateway.Proxy/Protocol/McpRevisions.cs", """ "(2024-11-05|2025-03-26|2025-06-18|2025-11-25|2026-07-28)" """ },
        { "McpGateway.Proxy/Protocol/McpMeta.cs", """ "io\.modelcontextprotocol/[A-Za-z]+" """ },
        { "McpGateway.Proxy/Protocol/McpHeaders.cs", """ "(Mcp-Session-Id|Mcp-Method|Mcp-Name|MCP-Protocol-Version)" """ },
        {
            "McpGateway.Proxy/Protocol/GatewayHeaders.cs",
            """ "(X-Gateway-Error|X-User|X-Username|X-Scopes|X-Auth-Method|X-Client-Id(-Auth)?|X-Server-Name|X-Tool-Name|X-Body|X-Real-IP|X-Original-URL)" """
        },
        { "McpGateway.Foundation/ServerPermissions.cs", """ "(list_service|modify_service|health_check_service)" """ },
        { "McpGateway.Core/Registry/Servers/ServerTransport.cs", """ "(streamable-http|stdio)" """ },
        { "McpGateway.Proxy/Outbound/InProcessHandler.cs", """ "inprocess(:|"|:/) """ },
        { "McpGateway.Core/Egress/Storage/EgressDocuments.cs", """ "(egress_settings|egress_tokens)" """ },
        { "McpGateway.Core/Health/History/HealthHistoryQueries.cs", """ "health_history" """ },
        { "McpGateway.Core/Health/HealthRepository.cs", """ "server_health" """ },
        { "McpGateway.Core/Registry/Servers/ServerRepository.cs", """ "(server_tools|server_secrets)" """ },
        { "McpGateway.Identity/IdentityDocuments.cs", """ "vended_tokens" """ },
        { "McpGateway.AuthorizationServer/Consents/ConsentDocuments.cs", """ "oauth_consents" """ },
    };

    [Theory]
    [MemberData(nameof(Homes))]
    public void Literals_OfOneKind_StandInTheirHomeOnly(string home, string literal)
    {
        var pattern = new Regex(literal.Trim(), RegexOptions.None, TimeSpan.FromSeconds(5));

        var found = (
            from file in Files()
            where Code(file).Any(pattern.IsMatch)
            let path = Path.GetRelativePath(Source, file).Replace(Path.DirectorySeparatorChar, '/')
            where !Array.Exists(Elsewhere, start => path.StartsWith(start, StringComparison.Ordinal))
            select path).ToArray();

        Assert.Equal([home], found);
    }

    private static IEnumerable<string> Files() =>
        from file in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories)
        where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)
        where !Generated().IsMatch(file)
        select file;

    private static IEnumerable<string> Code(string file) =>
        File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]")]
    private static partial Regex Generated();
}
