using FlightBooking;

// dotnet run --project samples/agents/FlightBooking      A2A endpoint: http://127.0.0.1:8101/a2a
await FlightBookingApp.Build(args).RunAsync();
