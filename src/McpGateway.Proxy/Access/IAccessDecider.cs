using McpGateway.Proxy.Routing;

namespace McpGateway.Proxy.Access;

/// <summary>Port: what a caller may do on a route. Pure and quick: a lookup in a compiled policy, no I/O.</summary>
public interface IAccessDecider
{
    /// <summary>The caller's rights on one server, read once per request so that every element of it is judged by one policy.</summary>
    IServerAccess For(ProxyCaller caller, Route route);
}

/// <summary>One caller's compiled rights on one server. Immutable.</summary>
public interface IServerAccess
{
    /// <summary>Whether the caller may use the server at all: enough for the handshake and for liveness.</summary>
    bool AllowsServer { get; }

    /// <summary>Whether a method other than <c>tools/call</c> is allowed. True for every method when rules say so.</summary>
    bool AllowsMethod(string method);

    /// <summary>Whether <c>tools/call</c> of this tool is allowed.</summary>
    bool AllowsTool(string tool);

    /// <summary>Whether a message may be sent to an A2A agent: one rule has to list both the method and the skill.</summary>
    /// <param name="method">The name of A2A 1.0 of a method that carries a message.</param>
    /// <param name="skill">Id of the skill that the message names; null when it names none.</param>
    MessageVerdict JudgeMessage(string method, string? skill) => MessageVerdict.Denied;
}

/// <summary>Whether a message may be sent.</summary>
public enum MessageVerdict
{
    Denied,
    Allowed,

    /// <summary>The message names no skill, and the caller may use named skills alone.</summary>
    SkillMissing,
}
