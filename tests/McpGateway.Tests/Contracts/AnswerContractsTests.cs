using McpGateway.Contracts;
using McpGateway.Contracts.Auth;
using McpGateway.Contracts.Servers;

namespace McpGateway.Tests.Contracts;

/// <summary>Answers to operations, and refusals.</summary>
public sealed class AnswerContractsTests
{
    [Fact]
    public void WireError_HasOneMember() => RoundTrip.Verify(new WireError("Not Found"), """{ "detail": "Not Found" }""");

    [Fact]
    public void PlainError_HasOneMember() => RoundTrip.Verify(new PlainError("Service not found"), """{ "error": "Service not found" }""");

    [Fact]
    public void ReasonedError_WithoutMore_LeavesTheRestOut() => RoundTrip.Verify(
        new ReasonedError("Service registration failed", "A service with path '/p' already exists"),
        """{ "error": "Service registration failed", "reason": "A service with path '/p' already exists" }""");

    [Fact]
    public void ReasonedError_WithMore_HasAllFour() => RoundTrip.Verify(
        new ReasonedError("Failed", "Why", "What to do", "Which"),
        """{ "error": "Failed", "reason": "Why", "suggestion": "What to do", "detail": "Which" }""");

    [Fact]
    public void ServerRegistered_WithoutWarnings_LeavesThemOut() => RoundTrip.Verify(
        new ServerRegistered("/docs", "Docs", "Registered", Warnings: null),
        """{ "path": "/docs", "name": "Docs", "message": "Registered" }""");

    [Fact]
    public void ServerRegistered_WithWarnings_HasThem() => RoundTrip.Verify(
        new ServerRegistered("/docs", "Docs", "Registered", ["The address is private."]),
        """{ "path": "/docs", "name": "Docs", "message": "Registered", "warnings": ["The address is private."] }""");

    [Fact]
    public void ServerRegisteredDocument_EchoesTheDocument() => RoundTrip.Verify(
        new ServerRegisteredDocument("Service registered successfully", Samples.Document, Warnings: null),
        """
        {
          "message": "Service registered successfully",
          "service": {
            "server_name": "Docs",
            "description": "Documentation search",
            "path": "/docs",
            "proxy_pass_url": null,
            "tags": [],
            "num_tools": 0,
            "num_stars": 0,
            "is_python": false,
            "license": "N/A",
            "tool_list": [],
            "supported_transports": ["streamable-http"],
            "auth_type": "none",
            "is_enabled": false,
            "registered_at": "2026-01-02T03:04:05.678901",
            "updated_at": "2026-01-02T03:04:05.678901",
            "registered_by": "admin",
            "visibility": "public"
          }
        }
        """);

    [Fact]
    public void ServerToggled_On_HasTheRawStatus() => RoundTrip.Verify(
        new ServerToggled
        {
            Message = "Toggle request for /p processed.",
            ServicePath = "/p",
            Path = "/p",
            NewEnabledState = true,
            IsEnabled = true,
            Status = "unhealthy: timeout",
            LastCheckedIso = "2026-01-02T03:04:05+00:00",
            NumTools = 3,
        },
        """
        {
          "message": "Toggle request for /p processed.",
          "service_path": "/p",
          "path": "/p",
          "new_enabled_state": true,
          "is_enabled": true,
          "status": "unhealthy: timeout",
          "last_checked_iso": "2026-01-02T03:04:05+00:00",
          "num_tools": 3
        }
        """);

    [Fact]
    public void ServerToggled_Off_WasNotChecked() => RoundTrip.Verify(
        new ServerToggled
        {
            Message = "Toggle request for /p processed.",
            ServicePath = "/p",
            Path = "/p",
            NewEnabledState = false,
            IsEnabled = false,
            Status = "disabled",
            LastCheckedIso = null,
            NumTools = 0,
        },
        """
        {
          "message": "Toggle request for /p processed.",
          "service_path": "/p",
          "path": "/p",
          "new_enabled_state": false,
          "is_enabled": false,
          "status": "disabled",
          "last_checked_iso": null,
          "num_tools": 0
        }
        """);

    [Fact]
    public void ServerRefreshed_HasTheMembersOfTheContract() => RoundTrip.Verify(
        new ServerRefreshed("Service /p refreshed successfully", "/p", "healthy", LastCheckedIso: null, NumTools: 1),
        """
        {
          "message": "Service /p refreshed successfully",
          "service_path": "/p",
          "status": "healthy",
          "last_checked_iso": null,
          "num_tools": 1
        }
        """);

    [Fact]
    public void Removals_NameThePathInTheirOwnWay()
    {
        RoundTrip.Verify(new ServerRemoved("Removed", "/p"), """{ "message": "Removed", "path": "/p" }""");
        RoundTrip.Verify(new InternalRemoved("Removed", "/p"), """{ "message": "Removed", "service_path": "/p" }""");
    }

    [Fact]
    public void Rated_HasTheAverage() => RoundTrip.Verify(
        new Rated("Rating added successfully", 4), """{ "message": "Rating added successfully", "average_rating": 4 }""");

    [Fact]
    public void HealthEntry_HasTheMembersOfTheContract() => RoundTrip.Verify(
        new HealthEntry("unhealthy: timeout", LastCheckedIso: null, NumTools: 0)
        {
            State = "unhealthy",
            Reason = "No answer within 2 seconds.",
            FinalAddress = null,
        },
        """
        {
          "status": "unhealthy: timeout", "last_checked_iso": null, "num_tools": 0,
          "state": "unhealthy", "reason": "No answer within 2 seconds.", "final_address": null
        }
        """);

    [Fact]
    public void HealthEntries_AreKeyedByPath()
    {
        var entries = new Dictionary<string, HealthEntry>(StringComparer.Ordinal)
        {
            ["/Team/Docs"] = new("disabled", LastCheckedIso: null, NumTools: 0)
            {
                State = "disabled",
                Reason = null,
                FinalAddress = null,
            },
        };

        var json = System.Text.Json.JsonSerializer.Serialize(entries, ContractsJsonContext.Default.HealthEntries);

        Assert.StartsWith("""{"/Team/Docs":{"status":"disabled","last_checked_iso":null,"num_tools":0,""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void ServiceAnswers_HaveTheMembersOfTheContract()
    {
        RoundTrip.Verify(new ServiceHealth("healthy", "mcp-gateway"), """{ "status": "healthy", "service": "mcp-gateway" }""");
        RoundTrip.Verify(new ServiceVersion("1.0.0"), """{ "version": "1.0.0" }""");
    }

    [Fact]
    public void ImportReport_OfARefusedImport_SaysWhatHappenedToEachItem() => RoundTrip.Verify(
        new ImportReport(
            "Nothing was imported",
            Imported: 0,
            [
                new(Index: 0, "/docs", "skipped", [], []),
                new(Index: 1, Path: null, "refused", ["path is missing"], ["The address is private."]),
            ]),
        """
        {
          "message": "Nothing was imported",
          "imported": 0,
          "items": [
            { "index": 0, "path": "/docs", "status": "skipped", "problems": [], "warnings": [] },
            { "index": 1, "path": null, "status": "refused", "problems": ["path is missing"], "warnings": ["The address is private."] }
          ]
        }
        """);

    [Fact]
    public void SigningKeyList_NeverHasAPrivatePart() => RoundTrip.Verify(
        new SigningKeyList(
            [
                new("k2", "signing", DateTimeOffset.Parse("2026-01-02T03:04:05+00:00", null), RetiresAt: null),
                new("k1", "retiring", DateTimeOffset.Parse("2025-01-02T03:04:05+00:00", null),
                    DateTimeOffset.Parse("2026-01-03T03:04:05+00:00", null)),
            ]),
        """
        {
          "keys": [
            { "key_id": "k2", "state": "signing", "created_at": "2026-01-02T03:04:05+00:00", "retires_at": null },
            {
              "key_id": "k1",
              "state": "retiring",
              "created_at": "2025-01-02T03:04:05+00:00",
              "retires_at": "2026-01-03T03:04:05+00:00"
            }
          ]
        }
        """);
}
