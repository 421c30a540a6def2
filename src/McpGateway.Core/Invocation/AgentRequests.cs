using System.Text.Json.Nodes;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Invocation;

/// <summary>Requests to agents in each binding and version. Pure.</summary>
internal static class AgentRequests
{
    /// <summary>Path below the agent's own, and the body.</summary>
    public static (string Path, JsonObject Body) Send(AgentLine line, AgentMessage message, string messageId)
    {
        var parameters = new JsonObject { ["message"] = MessageOf(line, message, messageId) };
        if (!line.IsVersion1 && line.IsRpc)
        {
            parameters["configuration"] = new JsonObject { ["blocking"] = true };
        }

        return line.IsRpc
            ? ("", Rpc(NameOf(line, line.Streams ? A2aOperation.SendStreamingMessage : A2aOperation.SendMessage), parameters))
            : ($"{Prefix(line)}/message:{(line.Streams ? "stream" : "send")}", parameters);
    }

    public static (string Path, JsonObject Body) Cancel(AgentLine line, string taskId) => line.IsRpc
        ? ("", Rpc(NameOf(line, A2aOperation.CancelTask), new JsonObject { ["id"] = taskId }))
        : ($"{Prefix(line)}/tasks/{Uri.EscapeDataString(taskId)}:cancel", []);

    private static string NameOf(AgentLine line, A2aOperation operation) =>
        line.IsVersion1 ? A2aMethods.NameOf(operation) : A2aMethods.FormerNameOf(operation);

    private static string Prefix(AgentLine line) => line.IsVersion1 ? "" : "/v1";

    private static JsonObject Rpc(string method, JsonObject parameters) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = "1", ["method"] = method, ["params"] = parameters };

    private static JsonObject MessageOf(AgentLine line, AgentMessage message, string messageId)
    {
        // HTTP+JSON of 0.3 has the form of its protocol buffers: roles in capitals, parts under "content".
        var isProto = line.IsVersion1 || !line.IsRpc;
        var part = new JsonObject { ["text"] = message.Text };
        var body = new JsonObject { ["messageId"] = messageId, ["role"] = isProto ? "ROLE_USER" : "user" };
        if (!isProto)
        {
            body["kind"] = "message";
            part["kind"] = "text";
        }

        body[isProto && !line.IsVersion1 ? "content" : "parts"] = new JsonArray(part);
        if (message.ContextId is { } context)
        {
            body["contextId"] = context;
        }

        if (message.TaskId is { } task)
        {
            body["taskId"] = task;
        }

        if (message.Skill is { } skill)
        {
            body["metadata"] = new JsonObject { ["skillId"] = skill };
        }

        return body;
    }
}
