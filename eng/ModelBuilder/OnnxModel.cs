namespace ModelBuilder;

/// <summary>The parts of an ONNX file that quantising changes (field numbers of onnx.proto).</summary>
internal sealed class OnnxModel
{
    private const int GraphField = 7;
    private const int OpsetField = 8;

    private readonly ProtoMessage _model;
    private readonly ProtoMessage _graph;

    private OnnxModel(ProtoMessage model)
    {
        _model = model;
        _graph = ProtoMessage.Read(model.All(GraphField).Single());
        Nodes = [.. _graph.All(OnnxNode.Field).Select(data => new OnnxNode(ProtoMessage.Read(data)))];
        Tensors = _graph.All(OnnxTensor.Field).Select(data => new OnnxTensor(ProtoMessage.Read(data)))
            .ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
    }

    public List<OnnxNode> Nodes { get; set; }

    /// <summary>The weights by name.</summary>
    public Dictionary<string, OnnxTensor> Tensors { get; }

    public static OnnxModel Read(ReadOnlyMemory<byte> file) => new(ProtoMessage.Read(file));

    /// <summary>Declares that operators of ONNX Runtime's own are used.</summary>
    public void UseDomain(string domain)
    {
        if (!_model.All(OpsetField).Any(data => ProtoMessage.Read(data).Text(1) == domain))
        {
            _model.Add(OpsetField, new ProtoMessage().Add(1, domain).Add(2, 1));
        }
    }

    public byte[] ToBytes()
    {
        _graph.Fields.RemoveAll(static field => field.Number is OnnxNode.Field or OnnxTensor.Field);
        foreach (var node in Nodes)
        {
            _graph.Add(OnnxNode.Field, node.Message);
        }

        foreach (var tensor in Tensors.Values)
        {
            _graph.Add(OnnxTensor.Field, tensor.Message);
        }

        _model.Fields.RemoveAll(static field => field.Number == GraphField);
        return _model.Add(GraphField, _graph).ToBytes();
    }
}

/// <summary>An operation.</summary>
internal sealed class OnnxNode(ProtoMessage message)
{
    public const int Field = 1;

    public ProtoMessage Message { get; } = message;

    public string Name { get; } = message.Text(3);

    public string Operator { get; } = message.Text(4);

    public IReadOnlyList<string> Inputs { get; } = [.. message.Texts(1)];

    public string Output { get; } = message.Text(2);

    public static OnnxNode Create(string type, string output, params string[] inputs)
    {
        var message = new ProtoMessage();
        foreach (var input in inputs)
        {
            message.Add(1, input);
        }

        return new(message.Add(2, output).Add(3, output + "_" + type).Add(4, type));
    }

    public OnnxNode InDomain(string domain)
    {
        Message.Add(7, domain);
        return this;
    }

    /// <summary>Adds a whole number as an attribute.</summary>
    public OnnxNode With(string attribute, long value)
    {
        const int IntegerType = 2;
        Message.Add(5, new ProtoMessage().Add(1, attribute).Add(3, value).Add(20, IntegerType));
        return this;
    }
}
