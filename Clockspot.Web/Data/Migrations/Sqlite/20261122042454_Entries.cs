using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clockspot.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Entries : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "WorkedMicroseconds",
                table: "TimeEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "AccuracyMeters",
                table: "Punches",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DeviceTime",
                table: "Punches",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "Latitude",
                table: "Punches",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "Longitude",
                table: "Punches",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "AnonymizedAt",
                table: "Employees",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "NameErasedAt",
                table: "Employees",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "AboutId",
                table: "AuditEvents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ClockRules",
                columns: table => new
                {
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    JobRequired = table.Column<bool>(type: "INTEGER", nullable: false),
                    NoteRequired = table.Column<bool>(type: "INTEGER", nullable: false),
                    OpenLimitHours = table.Column<int>(type: "INTEGER", nullable: false),
                    GpsRule = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    IpRule = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    EvidenceDays = table.Column<int>(type: "INTEGER", nullable: false),
                    Notice = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    ModifiedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClockRules", x => x.AccountId);
                    table.ForeignKey(
                        name: "FK_ClockRules_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TimeEntries_ByStart",
                table: "TimeEntries",
                columns: new[] { "AccountId", "Start", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Punches_AccountId_EntryId",
                table: "Punches",
                columns: new[] { "AccountId", "EntryId" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEvents_AccountId_AboutId",
                table: "AuditEvents",
                columns: new[] { "AccountId", "AboutId" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEvents_AccountId_At",
                table: "AuditEvents",
                columns: new[] { "AccountId", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ClockRules");

            migrationBuilder.DropIndex(
                name: "IX_TimeEntries_ByStart",
                table: "TimeEntries");

            migrationBuilder.DropIndex(
                name: "IX_Punches_AccountId_EntryId",
                table: "Punches");

            migrationBuilder.DropIndex(
                name: "IX_AuditEvents_AccountId_AboutId",
                table: "AuditEvents");

            migrationBuilder.DropIndex(
                name: "IX_AuditEvents_AccountId_At",
                table: "AuditEvents");

            migrationBuilder.DropColumn(
                name: "WorkedMicroseconds",
                table: "TimeEntries");

            migrationBuilder.DropColumn(
                name: "AccuracyMeters",
                table: "Punches");

            migrationBuilder.DropColumn(
                name: "DeviceTime",
                table: "Punches");

            migrationBuilder.DropColumn(
                name: "Latitude",
                table: "Punches");

            migrationBuilder.DropColumn(
                name: "Longitude",
                table: "Punches");

            migrationBuilder.DropColumn(
                name: "AnonymizedAt",
                table: "Employees");

            migrationBuilder.DropColumn(
                name: "NameErasedAt",
                table: "Employees");

            migrationBuilder.DropColumn(
                name: "AboutId",
                table: "AuditEvents");
        }
    }
}
