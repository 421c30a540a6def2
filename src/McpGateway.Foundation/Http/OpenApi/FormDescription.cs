using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace McpGateway.Foundation.Http.OpenApi;

/// <summary>Endpoint metadata: the fields of a form that the endpoint reads itself, for the document.</summary>
public sealed class FormDescription(IReadOnlyList<FormField> fields)
{
    private static readonly string[] MediaTypes = ["application/x-www-form-urlencoded", "multipart/form-data"];

    internal static Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<FormDescription>().LastOrDefault() is { } form)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = MediaTypes.ToDictionary(
                    type => type, _ => new OpenApiMediaType { Schema = form.Schema() }, StringComparer.Ordinal),
            };
        }

        return Task.CompletedTask;
    }

    private OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = fields.Where(field => field.IsRequired).Select(field => field.Name).ToHashSet(StringComparer.Ordinal),
        Properties = fields.ToDictionary(
            field => field.Name,
            IOpenApiSchema (field) => new OpenApiSchema { Type = TypeOf(field.Kind), Description = field.Description },
            StringComparer.Ordinal),
    };

    private static JsonSchemaType TypeOf(FormFieldKind kind) => kind switch
    {
        FormFieldKind.Text => JsonSchemaType.String,
        FormFieldKind.Boolean => JsonSchemaType.Boolean,
        FormFieldKind.Number => JsonSchemaType.Number,
        FormFieldKind.WholeNumber => JsonSchemaType.Integer,
    };
}

/// <summary>A field of a form.</summary>
public sealed record FormField(string Name, FormFieldKind Kind, bool IsRequired, string? Description = null);

/// <summary>How a form field is read.</summary>
public enum FormFieldKind
{
    Text,
    Boolean,
    Number,
    WholeNumber,
}
