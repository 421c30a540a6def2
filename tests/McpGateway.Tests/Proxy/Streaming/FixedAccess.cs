using McpGateway.Proxy.Access;

namespace McpGateway.Tests.Proxy.Streaming;

/// <summary>Rights spelled out by the test.</summary>
internal sealed class FixedAccess(Func<string, bool> allowsTool) : IServerAccess
{
    public FixedAccess(params string[] tools)
        : this(tools.Contains)
    {
    }

    public bool AllowsServer => true;

    public bool AllowsMethod(string method) => true;

    public bool AllowsTool(string tool) => allowsTool(tool);
}
