using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Reads <c>rating</c> from JSON or a form: existing clients send either. JSON integers are read as leniently as they expect.
/// </summary>
internal static class RatingBody
{
    public static async Task<(int Rating, IResult? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType)
        {
            var form = await FormFields.ReadAsync(request, cancellationToken);
            return form.IsSuccess ? OfForm(form.Value) : (0, form.Error.ToResult());
        }

        var body = await JsonBody.ReadObjectAsync(request, cancellationToken);
        return body.Refusal is null ? OfJson(body.Root) : (0, body.Refusal);
    }

    private static (int Rating, IResult? Refusal) OfForm(FormFields form)
    {
        form.RequiredText("rating");
        var rating = form.WholeNumber("rating", 0);
        return (rating, form.IsValid ? null : form.Problems.ToResult());
    }

    private static (int Rating, IResult? Refusal) OfJson(JsonElement body)
    {
        if (!body.TryGetProperty("rating", out var value))
        {
            return (0, new Validation422().Missing("body", "rating", JsonNode.Parse(body.GetRawText())).ToResult());
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt32(out var whole) => (whole, null),
            JsonValueKind.Number when value.GetDouble() is var number
                && number == Math.Truncate(number)
                && Math.Abs(number) < int.MaxValue => ((int)number, null),
            JsonValueKind.Number => Refuse(value, "int_from_float", "Input should be a valid integer, got a number with a fractional part"),
            JsonValueKind.String when FormFields.TryParseInteger(value.GetString()!, out var parsed) => (parsed, null),
            JsonValueKind.String => Refuse(value, "int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
            JsonValueKind.True => (1, null),
            JsonValueKind.False => (0, null),
            JsonValueKind.Undefined or JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null =>
                Refuse(value, "int_type", "Input should be a valid integer"),
        };
    }

    private static (int Rating, IResult? Refusal) Refuse(JsonElement value, string type, string message) =>
        (0, new Validation422().Add(type, ["body", "rating"], message, JsonNode.Parse(value.GetRawText())).ToResult());
}
