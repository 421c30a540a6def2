using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ServerSupport;

/// <summary>A tool whose arguments are a record: its schema is made from the record, and what comes in is held against it.</summary>
/// <typeparam name="TRequest">The record. Its data annotations are limits in the schema and are checked.</typeparam>
public sealed class SampleTool<TRequest> : McpServerTool
    where TRequest : class
{
    private readonly Func<TRequest, CancellationToken, Task<CallToolResult>> _act;
    private readonly ToolArguments _arguments;

    /// <param name="name">Name of the tool.</param>
    /// <param name="title">Name for people.</param>
    /// <param name="description">What it does, with <c>Args:</c> and <c>Returns:</c> as registries read them.</param>
    /// <param name="act">Does it; a <see cref="ToolException"/> is told to the caller.</param>
    public SampleTool(string name, string title, string description, Func<TRequest, CancellationToken, Task<CallToolResult>> act)
    {
        var schema = AIJsonUtilities.CreateJsonSchema(typeof(TRequest), serializerOptions: SampleJson.Options);
        _act = act;
        _arguments = new(schema);
        ProtocolTool = new()
        {
            Name = name,
            Title = title,
            Description = description,
            InputSchema = schema,
            Annotations = new() { ReadOnlyHint = true },
        };
    }

    public override Tool ProtocolTool { get; }

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return await _act(_arguments.Read<TRequest>(request.Params?.Arguments), cancellationToken);
        }
        catch (ToolException refusal)
        {
            return ToolAnswers.Error(refusal.Message);
        }
    }
}
