namespace McpGateway.Host;

/// <summary>
/// Lets the data plane run on the threads that read the sockets (see <see cref="Proxy.Outbound.SocketThread"/>). The runtime knows this
/// only as an environment variable, read when the first socket is made; an operator who sets it to 0 has the ordinary scheduling.
/// </summary>
internal static class SocketThreads
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Before anything else in the process.</summary>
    /// <returns>Whether socket threads run the data plane.</returns>
    public static bool Prepare()
    {
#pragma warning disable RS0030 // the runtime reads it from the environment, and before there is a configuration
        var set = Environment.GetEnvironmentVariable(Variable);
#pragma warning restore RS0030
        if (set is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }

        return set is null or "1";
    }
}
