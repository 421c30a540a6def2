using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Foundation;

namespace McpGateway.Core.Scanning.Operations;

/// <summary>Whether a caller may know of the safety of a server or agent: as whether it may use or see it.</summary>
internal sealed class ScanAccess(ServerQueries servers, AgentQueries agents)
{
    public const string AdminsOnly = "Only administrators can trigger security scans";

    public Result<ScanTarget> Find(Caller caller, SubjectKind kind, string path) => kind switch
    {
        SubjectKind.Server => FindServer(caller, ServerPath.KeyOf(path)),
        SubjectKind.Agent => FindAgent(caller, AgentPath.KeyOf(path)),
    };

    private Result<ScanTarget> FindServer(Caller caller, string key)
    {
        var found = servers.Find(caller, key, $"Server not found at path '{key}'");
        return found.IsSuccess
            ? new ScanTarget(SubjectKind.Server, key)
            : found.Error;
    }

    private Result<ScanTarget> FindAgent(Caller caller, string key)
    {
        var found = agents.Find(caller, key);
        return found.IsSuccess ? new ScanTarget(SubjectKind.Agent, key) : found.Error;
    }
}

/// <summary>A server or agent that the caller may know of.</summary>
internal sealed record ScanTarget(SubjectKind Kind, string Path);
