using System.Text.Json.Nodes;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Collects what is wrong with a request and answers 422 with all of it:
/// <c>{"detail":[{"type","loc":[…],"msg","input","ctx"?}]}</c>, the form that existing clients log.
/// </summary>
public sealed class Validation422
{
    private readonly JsonArray _items = [];

    public bool IsEmpty => _items.Count == 0;

    /// <param name="type">Stable kind of the problem, for instance <c>missing</c>.</param>
    /// <param name="location">Where: <c>body</c>, <c>query</c>, <c>path</c>, then member names and array indexes.</param>
    /// <param name="message">What a person reads.</param>
    /// <param name="input">The offending value; null where there is none. Secrets in it are masked, see <see cref="InputMask"/>.</param>
    /// <param name="context">Limits and the like; left out when null.</param>
    public Validation422 Add(string type, JsonArray location, string message, JsonNode? input, JsonObject? context = null) =>
        AddItem(type, location, message, InputMask.Of(location, input), context);

    /// <param name="source">Where the field was looked for.</param>
    /// <param name="field">Its name.</param>
    /// <param name="input">The object that lacks it; null for a form.</param>
    public Validation422 Missing(string source, string field, JsonNode? input = null) =>
        AddItem("missing", [source, field], "Field required", InputMask.Of("", input), null);

    public Validation422 NotBoolean(string source, string field, string value) =>
        Add("bool_parsing", [source, field], "Input should be a valid boolean, unable to interpret input", value);

    public Validation422 NotInteger(string source, string field, string value) =>
        Add("int_parsing", [source, field], "Input should be a valid integer, unable to parse string as an integer", value);

    public Validation422 NotNumber(string source, string field, string value) =>
        Add("float_parsing", [source, field], "Input should be a valid number, unable to parse string as a number", value);

    public Validation422 Below(string source, string field, string value, int minimum) => Add(
        "greater_than_equal",
        [source, field],
        $"Input should be greater than or equal to {minimum}",
        value,
        new JsonObject { ["ge"] = minimum });

    public Validation422 Above(string source, string field, string value, int maximum) => Add(
        "less_than_equal",
        [source, field],
        $"Input should be less than or equal to {maximum}",
        value,
        new JsonObject { ["le"] = maximum });

    /// <summary>A rule of our own: the message gets the prefix that clients know.</summary>
    /// <param name="value">Null where there is none.</param>
    public Validation422 Value(string source, string field, JsonNode? value, string message) =>
        Add("value_error", [source, field], "Value error, " + message, value, new JsonObject { ["error"] = new JsonObject() });

    /// <summary>The body is not JSON at all.</summary>
    /// <param name="offset">Byte offset of the fault, 0 when unknown.</param>
    /// <param name="reason">Our own words: parser messages may quote the body.</param>
    public Validation422 NotJson(long offset, string reason) => Add(
        "json_invalid", ["body", offset], "JSON decode error", new JsonObject(), new JsonObject { ["error"] = reason });

    /// <summary>The body is JSON, but not an object.</summary>
    public Validation422 NotObject(JsonNode? input) => Add(
        "model_attributes_type", ["body"], "Input should be a valid dictionary or object to extract fields from", input);

    /// <summary>The answer. Call once, when the collection is not empty.</summary>
    public IResult ToResult() =>
        ErrorResults.Json(new JsonObject { ["detail"] = _items.DeepClone() }, StatusCodes.Status422UnprocessableEntity);

    private Validation422 AddItem(string type, JsonArray location, string message, JsonNode? input, JsonObject? context)
    {
        var item = new JsonObject { ["type"] = type, ["loc"] = location, ["msg"] = message, ["input"] = input };
        if (context is not null)
        {
            item["ctx"] = context;
        }

        _items.Add(item);
        return this;
    }
}
