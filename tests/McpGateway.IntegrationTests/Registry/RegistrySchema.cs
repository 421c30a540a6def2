using System.Text.Json;
using Json.Schema;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>
/// What the MCP registry's specification asks of answers (API v0.1, <c>server.json</c> of 2025-12-11), stated here in our own words: which
/// members there are, which must be, and their forms.
/// </summary>
internal static class RegistrySchema
{
    private const string Definitions =
        """
        "$defs": {
          "web": { "type": "string", "pattern": "^https?://[^\\s]+$" },
          "text": { "type": "string" },
          "texts": { "type": "array", "items": { "$ref": "#/$defs/text" } },
          "input": {
            "type": "object",
            "properties": {
              "name": { "$ref": "#/$defs/text" }, "description": { "$ref": "#/$defs/text" }, "value": { "$ref": "#/$defs/text" },
              "default": { "$ref": "#/$defs/text" }, "choices": { "$ref": "#/$defs/texts" }, "isRequired": { "type": "boolean" },
              "isSecret": { "type": "boolean" }, "format": { "enum": ["string", "number", "boolean", "filepath"] }
            }
          },
          "remote": {
            "type": "object",
            "required": ["type", "url"],
            "properties": {
              "type": { "enum": ["streamable-http", "sse"] },
              "url": { "$ref": "#/$defs/web" },
              "headers": { "type": "array", "items": { "allOf": [{ "$ref": "#/$defs/input" }, { "required": ["name"] }] } }
            }
          },
          "package": {
            "type": "object",
            "required": ["registryType", "identifier", "transport"],
            "properties": {
              "registryType": { "$ref": "#/$defs/text" }, "identifier": { "$ref": "#/$defs/text" },
              "registryBaseUrl": { "$ref": "#/$defs/web" }, "runtimeHint": { "$ref": "#/$defs/text" },
              "version": { "type": "string", "minLength": 1, "maxLength": 255, "not": { "const": "latest" } },
              "fileSha256": { "type": "string", "pattern": "^[a-f0-9]{64}$" },
              "transport": {
                "anyOf": [
                  { "$ref": "#/$defs/remote" },
                  { "type": "object", "required": ["type"], "properties": { "type": { "const": "stdio" } } }
                ]
              }
            }
          },
          "server": {
            "type": "object",
            "required": ["name", "description", "version"],
            "properties": {
              "$schema": { "$ref": "#/$defs/web" },
              "name": { "type": "string", "minLength": 3, "maxLength": 200, "pattern": "^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$" },
              "description": { "type": "string", "minLength": 1, "maxLength": 100 },
              "title": { "type": "string", "minLength": 1, "maxLength": 100 },
              "version": { "type": "string", "maxLength": 255 },
              "websiteUrl": { "$ref": "#/$defs/web" },
              "repository": {
                "type": "object",
                "required": ["url", "source"],
                "properties": {
                  "url": { "$ref": "#/$defs/web" }, "source": { "$ref": "#/$defs/text" }, "id": { "$ref": "#/$defs/text" },
                  "subfolder": { "$ref": "#/$defs/text" }
                }
              },
              "packages": { "type": "array", "items": { "$ref": "#/$defs/package" } },
              "remotes": { "type": "array", "items": { "$ref": "#/$defs/remote" } },
              "_meta": { "type": "object" }
            }
          },
          "time": { "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$" },
          "entry": {
            "type": "object",
            "required": ["server"],
            "properties": {
              "server": { "$ref": "#/$defs/server" },
              "_meta": {
                "type": "object",
                "properties": {
                  "io.modelcontextprotocol.registry/official": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                      "status": { "enum": ["active", "deprecated", "deleted"] },
                      "statusMessage": { "type": "string", "maxLength": 500 },
                      "statusChangedAt": { "$ref": "#/$defs/time" },
                      "publishedAt": { "$ref": "#/$defs/time" },
                      "updatedAt": { "$ref": "#/$defs/time" },
                      "isLatest": { "type": "boolean" }
                    }
                  }
                }
              }
            }
          },
          "list": {
            "type": "object",
            "required": ["servers"],
            "properties": {
              "servers": { "type": "array", "items": { "$ref": "#/$defs/entry" } },
              "metadata": {
                "type": "object",
                "properties": { "nextCursor": { "type": "string" }, "count": { "type": "integer" } }
              }
            }
          }
        }
        """;

    public const string List = "list";
    public const string Entry = "entry";
    public const string Server = "server";

    /// <summary>What is wrong with an answer; empty when it has the form.</summary>
    /// <param name="form">One of the constants.</param>
    /// <param name="answer">The answer.</param>
    public static IReadOnlyList<string> ProblemsOf(string form, JsonElement answer)
    {
        var text = $$"""{ "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/{{form}}", {{Definitions}} }""";
        var found = JsonSchema.FromText(text).Evaluate(answer, new() { OutputFormat = OutputFormat.List });
        return found.IsValid
            ? []
            : [.. (found.Details ?? []).Where(static detail => detail.Errors is { Count: > 0 })
                .SelectMany(static detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Value}"))];
    }
}
