using System.CommandLine;

namespace McpGateway.Cli.Running;

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Gateway { get; } = new("--gateway", "--url", "-g")
    {
        Description = "address of the gateway (default: the profile's; MCPGW_URL)",
        HelpName = "url",
        Recursive = true,
    };

    public Option<string?> Token { get; } = new("--token")
    {
        Description = "access token to use instead of the profile's (MCPGW_TOKEN)",
        HelpName = "token",
        Recursive = true,
    };

    public Option<string?> Profile { get; } = new("--profile", "-p")
    {
        Description = "which gateway, by the name given at login (MCPGW_PROFILE)",
        HelpName = "name",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "answer as JSON, for scripts", Recursive = true };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "print results and errors only", Recursive = true };

    public Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "tell each request, and causes of errors",
        Recursive = true,
    };

    public IEnumerable<Option> All => [Gateway, Token, Profile, Json, Quiet, Verbose];
}
